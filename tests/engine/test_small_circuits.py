"""Small circuits by hand: what is compiled into them and what is left out, the smallest sums for some
answers, and on which answers these still depend.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import partial_answers
from random_packs import pack_of
from runner_intake import bundled_pack
from runner_intake.circuit import (
    Branch,
    Circuit,
    Evaluation,
    Item,
    Scale,
    Sum,
    compile_items,
    compile_pack,
    compiled,
)
from runner_intake.circuit import (
    states as room,
)
from runner_intake.circuit.compile import CELL_CAP
from runner_intake.circuit.nodes import Cells
from runner_intake.circuit.numbered import CERTAIN, IMPOSSIBLE, Numbered
from runner_intake.circuit.states import MOST_STATES
from runner_intake.conditions import (
    ALWAYS,
    NEVER,
    YES_NO,
    All,
    AnyOf,
    AtLeast,
    ChoiceDomain,
    Condition,
    Facts,
    Includes,
    ManyDomain,
    NumberDomain,
    OneOf,
    Within,
    Work,
    fields_used,
)
from runner_intake.pack import Benefit, PointRule, When
from runner_intake.questionnaire import Answers, Field, Question, Questionnaire, Section, check_answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.circuit import Adds
    from runner_intake.conditions import Domain, Value

BUNDLED = bundled_pack()
DAYS = tuple(f"day{number}" for number in range(12))
SIGNS = tuple(f"sign{number}" for number in range(9))
DOMAINS: dict[str, Domain] = {
    **dict.fromkeys("abcdefghij", YES_NO),
    "place": ChoiceDomain(("heel", "knee", "hip")),
    "day": ChoiceDomain(DAYS),
    "signs": ManyDomain((*SIGNS, "none")),
    "weeks": NumberDomain(0, 10, 1),
}
A, B, C, D, E = (OneOf(name, (True,)) for name in "abcde")
NOT_A, NOT_C = OneOf("a", (False,)), OneOf("c", (False,))
ANYWHERE = OneOf("place", ("heel", "knee", "hip"))
SCALE = Scale(2, weights=(1, 1), big=1000)


def circuit_of(
    *items: tuple[Condition, Adds], gates: Mapping[str, Condition] | None = None, **how: Any
) -> Circuit:
    """The circuit of some conditions, each with what it adds to which sum."""
    return compile_items([Item(*item) for item in items], SCALE, DOMAINS, gates or {}, **how)


def evaluated(circuit: Circuit, **known: Value) -> Evaluation:
    """What it says for some answers."""
    cells = {name: tuple(range(len(own.samples))) for name, own in circuit.cells.items()}
    return circuit.evaluate(cells | {name: (circuit.cell_of(name, value),) for name, value in known.items()})


def facts(**known: Value) -> Facts:
    return Facts(known, {}, DOMAINS)


def first_field(circuit: Circuit) -> str:
    """The field that the only component tries first."""
    [component] = circuit.components
    root = circuit.nodes[component.root]
    assert isinstance(root, Sum)
    [branch] = [circuit.nodes[part] for part in root.parts]
    assert isinstance(branch, Branch)
    return branch.field


def steps_for(*items: tuple[Condition, Adds]) -> int:
    """How many steps it takes to compile some conditions that are joined."""
    work = Work(10**6)
    assert not circuit_of(*items, work=work).relaxed
    return 10**6 - work.left


# --- the smallest sums --------------------------------------------------------------------------------------


def test_certain_conditions_are_a_constant_and_impossible_ones_nothing() -> None:
    circuit = circuit_of((ALWAYS, {0: 2, 1: 1}), (ALWAYS, {0: 3}), (NEVER, {0: 7}))
    assert (circuit.constant, circuit.components) == ({0: 5, 1: 1}, ())
    assert evaluated(circuit).root[:3] == (5, 1, 0)


@pytest.mark.parametrize(
    ("known", "smallest"),
    [
        ({}, (-3, 0)),
        ({"a": True}, (-3, 2)),
        ({"a": False}, (0, 0)),
        ({"a": True, "b": False}, (0, 2)),
        ({"a": True, "b": True}, (-3, 2)),
    ],
)
def test_the_smallest_sum_over_all_completions(known: dict[str, bool], smallest: tuple[int, int]) -> None:
    circuit = circuit_of((All((A, B)), {0: -3}), (A, {1: 2}))
    assert evaluated(circuit, **known).root[:2] == smallest


@pytest.mark.parametrize("times", [1, 2])
def test_a_rule_counts_as_often_as_it_stands_there(times: int) -> None:
    """Also where one of them hangs on another answer."""
    either = AnyOf((B, C))
    always = [(either, {0: -1})] * times
    circuit = circuit_of(*always, (All((A, either)), {0: -1}), gates={"b": A})
    assert first_field(circuit) == "a"
    assert [evaluated(circuit, a=a).root[0] for a in (True, False)] == [-times - 1, -times]


def test_rules_may_share_amounts_and_add_a_multiple_of_them() -> None:
    shared = {0: -1, 1: 2}
    items = [Item(A, shared, 3), Item(All((A, B)), shared, -2), Item(ALWAYS, shared, 5)]
    circuit = compile_items(items, SCALE, DOMAINS, {})
    assert circuit.constant == {0: -5, 1: 10}
    assert [evaluated(circuit, a=True, b=b).root[:2] for b in (True, False)] == [(-6, 12), (-8, 16)]
    assert evaluated(circuit).root[:2] == (-8, 10)


AMOUNTS: list[Adds] = [{0: 1, 1: -1}, {0: 2, 2: 1}, {3: 1000}]
"""What the rules of three benefits could share."""


@given(
    st.lists(
        st.tuples(
            st.sampled_from([A, B, NOT_A, All((A, B)), AnyOf((B, C)), AtLeast(2, (A, C, D)), ALWAYS]),
            st.sampled_from(AMOUNTS),
            st.integers(-3, 3).filter(bool),
        ),
        min_size=1,
        max_size=8,
    ),
    st.integers(1, 40),
)
def test_a_multiple_is_what_the_amounts_written_out_are(
    rules: list[tuple[Condition, Adds, int]], node_cap: int
) -> None:
    written_out = [
        (condition, {quantity: times * amount for quantity, amount in amounts.items()})
        for condition, amounts, times in rules
    ]
    shared = compile_items([Item(*rule) for rule in rules], SCALE, DOMAINS, {}, node_cap)
    apart = circuit_of(*written_out, node_cap=node_cap)
    assert (shared.constant, shared.nodes) == (apart.constant, apart.nodes)
    assert [component.lanes for component in shared.components] == [own.lanes for own in apart.components]
    for left_out, other in zip(shared.relaxed, apart.relaxed, strict=True):
        assert left_out.condition == other.condition
        assert [left_out.amount(quantity) for quantity in range(4)] == list(map(other.amount, range(4)))


def test_an_answer_may_be_in_the_cells_that_what_is_known_leaves() -> None:
    places = [(OneOf("place", (place,)), {0: 1}) for place in ("heel", "knee")]
    signs = [(Includes("signs", 1, (sign,)), {0: 1}) for sign in SIGNS[:2]]
    circuit = circuit_of(*places, *signs, (Within("weeks", low=3), {0: 1}))

    def allowed(name: str, domain: Domain, **known: Value) -> set[int]:
        answers = Answers(Questionnaire(()), {}, known, {**DOMAINS, name: domain})
        return set(circuit.allowed(answers)[name])

    def cells(name: str, *values: Value) -> set[int]:
        return {circuit.cell_of(name, value) for value in values}

    assert allowed("place", DOMAINS["place"]) == cells("place", "heel", "knee", "hip")
    assert allowed("place", ChoiceDomain(("knee", "hip"))) == cells("place", "knee", "hip")
    assert allowed("weeks", DOMAINS["weeks"]) == cells("weeks", 0, 10)
    assert allowed("weeks", DOMAINS["weeks"], weeks=5) == cells("weeks", 10)
    first, second = (frozenset({sign}) for sign in SIGNS[:2])
    none = frozenset({"none"})
    assert allowed("signs", DOMAINS["signs"]) == cells("signs", none, first, second, first | second)
    assert allowed("signs", ManyDomain((*SIGNS, "none"), held=first)) == cells("signs", first, first | second)


def test_other_cells_give_what_a_new_evaluation_gives() -> None:
    """Sums are put together from the parts that changed, and only these."""
    circuit = circuit_of(
        (All((A, B)), {0: -1}), (All((A, C)), {0: -2}), (All((B, D)), {0: 4}), (A, {0: 3}), (E, {0: 50})
    )
    evaluation = evaluated(circuit, d=True)
    assert len(list(evaluation.root)) == SCALE.size
    for name, value in (("a", True), ("a", False), ("b", True), ("c", False), ("e", True)):
        other = {name: (circuit.cell_of(name, value),)}
        again = evaluated(circuit, d=True, **{name: value})
        assert list(evaluation.root_with(other)) == list(evaluation.root_with(other)) == list(again.root)
    assert list(evaluation.root_with({"nowhere": (0,)})) == list(evaluation.root)


def test_sums_behind_an_answer_that_was_not_allowed_are_put_together_anew() -> None:
    circuit = circuit_of((All((A, B)), {0: -1}), (All((A, C)), {0: -2}), (A, {0: 5}))
    before, after = evaluated(circuit, a=False, b=False, c=True), evaluated(circuit, a=True, b=True, c=True)
    both = {name: (circuit.cell_of(name, True),) for name in "ab"}
    assert (before.root[0], after.root[0]) == (0, 2)
    assert list(before.root_with(both)) == list(after.root)


def test_states_are_kept_for_the_answers_to_come_up_to_a_number() -> None:
    circuit = circuit_of(*((OneOf("day", (day,)), {0: number}) for number, day in enumerate(DAYS)))
    [component] = circuit.components
    narrowed = [{"day": cells} for size in (3, 4, 5) for cells in combinations(range(12), size)]
    states = [circuit.states.state(component, allowed) for allowed in narrowed[:MOST_STATES]]
    assert circuit.states.state(component, narrowed[0]) is states[0]
    circuit.states.state(component, narrowed[MOST_STATES])
    assert circuit.states.state(component, narrowed[0]) is not states[0]


def test_cells_are_kept_for_the_answers_to_come_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_VALUES", 3)
    circuit = circuit_of(*((OneOf("day", (day,)), {0: number}) for number, day in enumerate(DAYS)))
    cells = [circuit.cell_of("day", day) for day in DAYS]
    assert len(set(cells)) == len(DAYS)
    assert cells == [circuit.cell_of("day", day) for day in DAYS]
    assert len(circuit.states.cells_of["day"]) == 3


@settings(max_examples=60)
@given(partial_answers(BUNDLED.questionnaire))
def test_points_depend_on_nothing_that_none_of_their_rules_looks_at(raw: dict[str, Any]) -> None:
    """Whatever else decides whether the benefit applies, or other benefits look at."""
    answers = check_answers(raw, BUNDLED.questionnaire)
    circuit = compiled(BUNDLED)
    evaluation = circuit.evaluate(circuit.allowed(answers))
    for index, benefit in enumerate(BUNDLED.benefits):
        looked_at = frozenset[str]().union(*(fields_used(rule.when.grounded) for rule in benefit.rules))
        fields = evaluation.fields_of([circuit.scale.points(index)], answers.facts)
        assert fields <= looked_at - set(answers.known)


def test_what_applies_stands_before_what_does_not_however_many_points_they_have() -> None:
    field = Field("a", "a", "yes_no", YES_NO)
    question = Question("a", "all", "a", "a", (field,))
    yes, no = When(A, A), When(NOT_A, NOT_A)

    def scorecard(name: str, points: int, requires: When) -> Benefit:
        rule = PointRule(name, name, yes, points, "because", (), "")
        return replace(bundled_pack().benefits[0], id=name, max=4, requires=requires, rules=(rule,))

    scorecards = [scorecard("most", 3, no), scorecard("least", -3, yes), scorecard("few", 1, yes)]
    pack = pack_of(Questionnaire((Section("all", "all", "all", (question,)),)), scorecards)
    bounds = compile_pack(pack).bounds(check_answers({"a": "yes"}, pack.questionnaire))
    assert list(bounds.low) == list(bounds.high) == [3, -3, 1]
    assert list(bounds.applies) == [False, True, True]
    assert bounds.surely_before(2, 1)
    assert bounds.surely_before(1, 0)


# --- on what they depend ------------------------------------------------------------------------------------

EITHER_WAY = AnyOf((All((A, B)), All((NOT_A, C))))


@pytest.mark.parametrize(
    ("known", "fields"),
    [
        ({}, ("abc", "ab", "ac")),
        ({"a": True}, ("b", "b", "")),
        ({"a": False}, ("c", "", "c")),
        ({"b": False}, ("ac", "", "ac")),
        ({"b": True}, ("ac", "a", "ac")),
        ({"a": True, "b": True}, ("", "", "")),
    ],
)
def test_a_sum_depends_on_the_answers_that_still_make_a_difference(
    known: dict[str, bool], fields: tuple[str, ...]
) -> None:
    circuit = circuit_of((EITHER_WAY, {0: 1}), (All((A, B)), {1: 1}), (All((NOT_A, C)), {2: 1}))
    evaluation = evaluated(circuit, **known)
    found = [evaluation.fields_of([quantity], facts(**known)) for quantity in range(3)]
    assert found == list(map(frozenset, fields))
    assert evaluation.fields_of(range(3), facts(**known)) == frozenset().union(*found)
    assert evaluation.fields_of([3], facts(**known)) == frozenset()


def test_what_cancels_out_is_no_dependence() -> None:
    """In one sum: what a branch adds on one side, another part takes away again."""
    circuit = circuit_of((All((A, B)), {0: 2, 1: 2}), (All((A, C)), {0: -2}), (A, {2: 1}))
    assert evaluated(circuit, b=True, c=True).fields_of([0], facts()) == frozenset()
    assert evaluated(circuit, b=True, c=True).fields_of([1], facts()) == {"a"}
    assert evaluated(circuit, b=True, c=False).fields_of([0], facts()) == {"a"}
    assert evaluated(circuit, b=True).fields_of([0], facts()) == {"a", "c"}
    assert evaluated(circuit, a=True).fields_of([0], facts()) == {"b", "c"}


@pytest.mark.parametrize(
    ("rules", "known", "fields"),
    [
        ([(All((A, B)), {0: 2}), (NOT_A, {0: 2})], "b", ""),
        ([(AnyOf((All((A, C)), All((NOT_A, B, C)))), {0: 1})], "b", "c"),
        (
            [(All((A, C)), {0: 2}), (A, {0: 1}), (All((NOT_A, NOT_C)), {0: 1}), (All((NOT_A, C)), {0: 3})],
            "",
            "c",
        ),
        (
            [
                (All((A, C)), {0: 2}),
                (All((NOT_A, C, D)), {0: 2}),
                (All((NOT_A, C, OneOf("d", (False,)))), {0: 5}),
            ],
            "d",
            "c",
        ),
    ],
)
def test_what_comes_to_the_same_either_way_is_no_dependence(
    rules: list[tuple[Condition, Adds]], known: str, fields: str
) -> None:
    """The first field makes a difference of parts only, not of the sum."""
    circuit = circuit_of(*rules)
    assert first_field(circuit) == "a"
    assert evaluated(circuit, **dict.fromkeys(known, True)).fields_of([0], facts()) == frozenset(fields)


@pytest.mark.parametrize(
    ("known", "fields"),
    [
        ({}, {"place", "a", "b"}),
        ({"place": "heel"}, {"a", "b"}),
        ({"place": "knee", "a": True}, {"b"}),
        ({"place": "hip"}, set()),
        ({"a": False, "b": False}, set()),
        ({"a": True, "b": False}, {"place"}),
    ],
)
def test_for_each_place_those_answers_make_a_difference_that_its_rules_look_at(
    known: dict[str, Value], fields: set[str]
) -> None:
    heel, knee = OneOf("place", ("heel",)), OneOf("place", ("knee",))
    circuit = circuit_of((All((heel, A, B)), {0: 1}), (All((knee, A)), {0: 1}), (All((knee, B)), {0: 3}))
    assert evaluated(circuit, **known).fields_of([0], facts(**known)) == fields


# --- rules that are left out of the circuit -----------------------------------------------------------------

LEFT_OUT = circuit_of((All((A, B)), {0: 3, 1: -3}), (All((C, D)), {0: 1}), work=Work(0))
"""There was no work left for any rule over two fields."""


@pytest.mark.parametrize(
    ("known", "smallest", "exact"),
    [
        ({}, (0, -3), False),
        ({"a": True, "b": True}, (3, -3), False),
        ({"a": True, "b": True, "c": True}, (3, -3), False),
        ({"a": True, "b": True, "c": False}, (3, -3), True),
        ({"a": False, "c": True, "d": True}, (1, 0), True),
    ],
)
def test_a_rule_left_out_is_bounded_alone_and_exact_once_it_is_decided(
    known: dict[str, bool], smallest: tuple[int, int], *, exact: bool
) -> None:
    assert len(LEFT_OUT.relaxed) == 2
    bounds = LEFT_OUT.bounds_of(evaluated(LEFT_OUT).root, facts(**known))
    assert (bounds.amounts[:2], bounds.exact) == (smallest, exact)


def test_bounds_are_not_exact_where_a_truth_was_given_up() -> None:
    circuit = circuit_of((A, {0: 1}))
    for work, exact in ((None, True), (Work(), True), (Work(exceeded=True), False)):
        bounds = circuit.bounds_of(evaluated(circuit).root, replace(facts(), work=work))
        assert bounds.exact == exact


def test_a_sum_depends_on_an_undecided_rule_that_was_left_out_if_the_rule_touches_it() -> None:
    evaluation = evaluated(LEFT_OUT)
    assert evaluation.fields_of([1], facts()) == {"a", "b"}
    assert evaluation.fields_of([2, 1], facts()) == {"a", "b"}
    assert evaluation.fields_of([0], facts()) == {"a", "b", "c", "d"}
    assert evaluation.fields_of([0], facts(a=True, c=False)) == {"b"}
    assert evaluation.fields_of([2], facts()) == frozenset()


def test_rules_over_a_list_cut_into_too_many_cells_are_left_out() -> None:
    several = [(Includes("signs", 1, (sign,)), {0: -1}) for sign in SIGNS]
    circuit = circuit_of(*several, (A, {0: -2}))
    assert 2 ** len(SIGNS) * 2 > CELL_CAP >= 2 ** len(SIGNS)
    assert [item.condition for item in circuit.relaxed] == [condition for condition, _ in several]
    assert list(circuit.cells) == ["a"]
    assert not circuit_of(
        *several[1:], (A, {0: -2})
    ).relaxed  # two ways of every sign that a rule names, and of the rest


# --- how much is compiled -----------------------------------------------------------------------------------


def test_a_component_may_have_so_many_nodes_and_no_more() -> None:
    joined = All((A, B)), {0: 1}
    nodes = len(circuit_of(joined).nodes)
    assert not circuit_of(joined, node_cap=nodes).relaxed
    assert circuit_of(joined, node_cap=nodes - 1).relaxed == (Item(*joined),)


def test_each_component_may_have_so_many_nodes() -> None:
    joined, others = (All((A, B)), {0: 1}), (All((C, D)), {0: 2})
    nodes = len(circuit_of(joined).nodes)
    both = circuit_of(joined, others, node_cap=nodes)
    assert not both.relaxed
    assert len(both.nodes) == 2 * nodes


def test_rules_over_one_field_are_never_left_out() -> None:
    alone, joined = (A, {0: 1}), (All((A, B)), {0: 5})
    for how in ({"work": Work(0)}, {"node_cap": 0}):
        circuit = circuit_of(alone, joined, **how)
        assert circuit.relaxed == (Item(*joined),)
        assert [evaluated(circuit, a=a).root[0] for a in (True, False)] == [1, 0]


def test_the_rules_that_add_the_least_at_most_are_left_out_first() -> None:
    least, most = (All((A, B)), {0: -3, 1: 2}), (All((A, C)), {0: 5, 1: 1})
    nodes = max(len(circuit_of(rule).nodes) for rule in (least, most))
    assert circuit_of(most, least, node_cap=nodes).relaxed == (Item(*least),)


@pytest.mark.parametrize(("kept", "left_out"), [(6, 1), (5, 3), (4, 3), (3, 7)])
def test_twice_as_many_are_left_out_from_trial_to_trial(kept: int, left_out: int) -> None:
    rules = [(All((A, OneOf(name, (True,)))), {0: 2**number}) for number, name in enumerate("bcdefgh")]
    nodes = len(circuit_of(*rules[-kept:]).nodes)
    circuit = circuit_of(*rules, node_cap=nodes)
    assert circuit.relaxed == tuple(Item(*rule) for rule in rules[:left_out])


def test_a_trial_may_take_half_of_the_work_that_is_left() -> None:
    rules = (All((A, B)), {0: 1}), (All((B, C)), {0: 2})
    steps = steps_for(*rules)
    work = Work(2 * steps)
    assert not circuit_of(*rules, work=work).relaxed
    assert work.left == steps
    assert circuit_of(*rules, work=Work(2 * steps - 1)).relaxed


def test_a_component_that_is_too_much_work_leaves_some_for_the_next() -> None:
    much, little = (
        (AtLeast(3, (A, B, C, D, E)), {0: 1}),
        (AnyOf((OneOf("f", (True,)), OneOf("g", (True,)))), {0: 1}),
    )
    work = Work(2 * steps_for(much) - 1)
    assert circuit_of(much, little, work=work).relaxed == (Item(*much),)
    assert work.left > 0


def test_one_rule_over_ten_questions_is_within_the_usual_work() -> None:
    ten = tuple(OneOf(name, (True,)) for name in "abcdefghij")
    assert not circuit_of((AtLeast(5, ten), {0: 1})).relaxed


# --- in which order fields are tried ------------------------------------------------------------------------


def test_the_field_that_joins_most_rules_is_tried_first() -> None:
    assert first_field(circuit_of((All((A, B)), {0: 1}), (All((B, C)), {0: 1}), (A, {0: 1}))) == "b"


def test_of_those_that_join_as_many_the_one_with_more_rules_of_its_own_is_first_then_the_first_name() -> None:
    assert first_field(circuit_of((All((A, B)), {0: 1}))) == "a"
    assert first_field(circuit_of((All((A, B)), {0: 1}), (B, {0: 1}))) == "b"


def test_what_gates_look_at_is_tried_before_anything_else() -> None:
    rules = (All((A, B)), {0: 1}), (All((B, C)), {0: 1})
    assert first_field(circuit_of(*rules, gates={"a": C})) == "c"


@pytest.mark.parametrize(
    "either_way", [AnyOf((All((B, A)), All((OneOf("b", (False,)), A)))), All((ANYWHERE, A))]
)
def test_a_field_that_makes_no_difference_has_no_branch(either_way: Condition) -> None:
    circuit = circuit_of((either_way, {0: 1}))
    assert [node.field for node in circuit.nodes if isinstance(node, Branch)] == ["a"]
    assert circuit.components[0].fields == {"a"}


def test_independent_parts_are_added_and_equal_ones_are_there_once() -> None:
    """Of rules that one field joins, each further one needs one more branch, not twice as many."""
    rules = [(All((A, OneOf(name, (True,)))), {0: 1}) for name in "bcdefgh"]
    sizes = [len(circuit_of(*rules[:count]).nodes) for count in range(2, 8)]
    assert {after - before for before, after in pairwise(sizes)} == {1}
    assert len(circuit_of(*rules, *rules).nodes) == sizes[-1]


# --- conditions by number -----------------------------------------------------------------------------------


def numbered(steps: int = 100) -> tuple[Numbered, Work]:
    """Conditions over five questions of yes and no."""
    tests = {test.field: test for test in (A, B, C, D, E)}
    cells = {name: Cells((test,), (True, False), {(True,): 0, (False,): 1}) for name, test in tests.items()}
    work = Work(steps)
    return Numbered(cells, work), work


@pytest.mark.parametrize(
    ("condition", "same"),
    [
        (All((A, All((B, C)))), All((A, B, C))),
        (AnyOf((AnyOf((A, B)), C)), AnyOf((A, B, C))),
        (All((A, A)), A),
        (AnyOf((A, NEVER)), A),
        (All((ALWAYS, B)), B),
        (All((A, NEVER)), NEVER),
        (AnyOf((A, ALWAYS)), ALWAYS),
        (AtLeast(1, (A, B)), AnyOf((A, B))),
        (AtLeast(2, (A, B)), All((A, B))),
        (AtLeast(3, (A, B)), NEVER),
        (AtLeast(0, (A, B)), ALWAYS),
        (AtLeast(1, (A, ALWAYS)), ALWAYS),
        (AtLeast(1, (A, ALWAYS, ALWAYS)), ALWAYS),
        (AtLeast(2, (A, B, ALWAYS)), AnyOf((A, B))),
        (AtLeast(2, (A, B, C, NEVER)), AtLeast(2, (A, B, C))),
    ],
)
def test_conditions_that_say_the_same_have_one_number(condition: Condition, same: Condition) -> None:
    conditions, _ = numbered()
    assert conditions.number(condition) == conditions.number(same)
    assert (conditions.number(ALWAYS), conditions.number(NEVER)) == (CERTAIN, IMPOSSIBLE)


def test_conditions_that_say_something_else_have_another_number() -> None:
    conditions, _ = numbered()
    others: list[Condition] = [A, B, All((A, B)), AnyOf((A, B)), All((A, B, C)), AtLeast(2, (A, B, C))]
    others += [AtLeast(2, (A, B, C, D)), AtLeast(3, (A, B, C, D))]
    others += [All((A, AnyOf((B, C)))), AnyOf((A, All((B, C))))]
    assert len({CERTAIN, IMPOSSIBLE, *map(conditions.number, others)}) == len(others) + 2


@pytest.mark.parametrize(
    ("condition", "yes", "no"),
    [
        (A, ALWAYS, NEVER),
        (All((A, B)), B, NEVER),
        (AnyOf((A, B)), ALWAYS, B),
        (AtLeast(2, (A, B, C)), AnyOf((B, C)), All((B, C))),
        (AnyOf((All((A, B)), C)), AnyOf((B, C)), C),
        (B, B, B),
    ],
)
def test_what_is_left_where_a_field_is_in_a_cell(condition: Condition, yes: Condition, no: Condition) -> None:
    conditions, _ = numbered()
    number = conditions.number(condition)
    for _ in range(2):  # found, then looked up
        left = [conditions.assign(number, "a", cell) for cell in (0, 1)]
        assert left == [conditions.number(yes), conditions.number(no)]


def test_of_each_number_it_is_known_which_fields_and_how_many_tests_it_has() -> None:
    conditions, _ = numbered()
    names = "abcde"
    bits = [conditions.fields[conditions.number(test)][1] for test in (A, B, C, D, E)]
    assert all(bits)
    assert not any(one & other for one, other in combinations(bits, 2))
    joined = conditions.number(All((B, AnyOf((D, B)))))
    assert conditions.fields[joined] == (frozenset("bd"), bits[names.index("b")] | bits[names.index("d")])
    assert conditions.tests[joined] == 3
    assert conditions.tests[conditions.number(E)] == 1
    assert conditions.fields[CERTAIN] == conditions.fields[IMPOSSIBLE] == (frozenset(), 0)


def test_a_field_put_in_for_the_first_time_takes_a_step_for_each_test() -> None:
    conditions, work = numbered()
    number = conditions.number(All((B, AnyOf((D, B)))))
    spent = []
    for field, cell in (("a", 0), ("b", 0), ("b", 0), ("d", 1), ("b", 1)):
        before = work.left
        conditions.assign(number, field, cell)
        spent.append(before - work.left)
    assert spent == [0, 3, 0, 3, 3]
