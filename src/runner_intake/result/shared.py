"""Parts of documents that many documents share: made once, without validation, and unchangeable throughout.

Knows how a part is put together, not what is in it. What is made here is equal to what validation makes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NoReturn, TypeVar

from pydantic_core import PydanticUndefined

from runner_intake.result.assessment import Answer, DocumentPart

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

T = TypeVar("T", bound=DocumentPart)
_put = object.__setattr__


class FixedAnswers(dict[str, Answer]):
    """Answers that nobody can change, because several documents have them. Equal to a dict of the same;
    copies are plain dicts.
    """

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        msg = "These answers are part of a result and cannot be changed. Copy them with dict(...) first."
        raise TypeError(msg)

    __setitem__ = __delitem__ = _refuse
    clear = pop = popitem = setdefault = update = __ior__ = _refuse

    def __reduce__(self) -> tuple[type[dict[str, Answer]], tuple[dict[str, Answer]]]:
        return dict, (dict(self),)


def made(kind: type[T], values: Mapping[str, object]) -> T:
    """A part from values that need no validation, all of them in the order of its fields. As
    `model_construct` does it, without looking at every field again.
    """
    return _made(kind, values, _named(kind))


@lru_cache(maxsize=32)
def _named(kind: type[DocumentPart]) -> AbstractSet[str]:
    """The fields of a part that are given whenever it is made: those without a value of their own."""
    return {name for name, field in kind.model_fields.items() if field.default is PydanticUndefined}


def _made(kind: type[T], values: Mapping[str, object], named: AbstractSet[str]) -> T:
    part = kind.__new__(kind)
    _put(part, "__dict__", values)
    _put(part, "__pydantic_fields_set__", named)
    _put(part, "__pydantic_extra__", None)
    _put(part, "__pydantic_private__", None)
    return part


def with_fixed_answers(part: T, answers: Mapping[str, Answer]) -> T:
    """A part whose answers cannot be changed."""
    return _made(part.__class__, {**part.__dict__, "answers": FixedAnswers(answers)}, part.model_fields_set)
