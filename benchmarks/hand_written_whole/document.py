"""The document, put together from checks, safety, benefits and first steps."""

from __future__ import annotations

from hand_written_whole.benefits import Card, cards, evidence
from hand_written_whole.check import checked
from hand_written_whole.first_steps import first_steps
from hand_written_whole.safety import before_needles, emergencies, guardian_or_contradiction, urgent
from hand_written_whole.texts import (
    CLOSING,
    CONDITIONS,
    FACTORS,
    HELP_LINES,
    HIGHEST,
    LANGUAGE,
    REF,
    RULES_USED,
    SAFETY,
    TITLES,
    Answers,
    Part,
)

SUGGESTING = ("discuss", "adapt", "clear")


def assessment(given: Answers) -> Part:
    """The document of complete answers; ValueError where they are not complete, or not usable."""
    a = checked(given)
    last, prior = round(a["longest_run_last_7d_km"] * 1000), round(a["longest_run_prior_30d_km"] * 1000)
    week, usual = round(a["last_week_distance_km"] * 1000), round(a["weekly_distance_km"] * 1000)
    spike = last * 100 > prior * 110 if prior else last > 0
    jump = week * 100 > usual * 130 if usual else week > 0
    ratios = {"long_run_spike": _ratio(last, prior), "weekly_jump": _ratio(week, usual)}
    scored: list[Card] = []
    findings = emergencies(a)
    if not findings:
        if not a["data_consent"]:
            raise ValueError("Without consent nothing is used.")
        findings = urgent(a) + guardian_or_contradiction(a)
        withheld = bool(findings) or "chemo_now" in a["warning_signs"]
        if not withheld:
            scored = cards(a, spike=spike, shown_spike=ratios["long_run_spike"])
        needles = any(card.may_be_suggested for card in scored)
        findings += before_needles(a, {finding["rule"] for finding in findings}, needles=needles)
    outcome = findings[0]["outcome"] if findings else "clear"
    emergency = outcome == "emergency"
    if outcome in SUGGESTING:
        conditions = [CONDITIONS[finding["rule"]] for finding in findings]
        suggestions, others = _benefits(a, scored, conditions)
    else:
        suggestions = []
        others = [{"benefit": name, "title": title, "why": "withheld"} for name, title in TITLES.items()]
    return {
        "schema": "runner-intake/assessment/2",
        "created": None,
        "language": LANGUAGE,
        "region": None,
        "pack": dict(REF),
        "answers": {name: value for name, value in a.items() if name != "crisis_thoughts"},
        "origins": {},
        "safety": {
            "outcome": outcome,
            "findings": findings,
            "missing": [],
            "help_lines": _help_lines(a, findings) if emergency or "crisis_thoughts" in a else [],
        },
        "first_steps": first_steps(a, outcome, spike=spike, jump=jump),
        "possible_first_steps": [],
        "suggestions": suggestions,
        "others": others,
        "settled": {
            "safety": not emergency,
            "first_steps": not emergency,
            "top": not emergency,
            "list": not emergency,
            "levels": not emergency,
            "full": not emergency,
            "exact": not emergency,
        },
        "open": [],
        "ignored_answers": [],
        "description": {} if emergency else ratios,
        "notices": _notices(a, outcome),
    }


def _ratio(dividend: int, divisor: int) -> float | str:
    if divisor:
        return round(dividend / divisor, 2)
    return "returning after a break" if dividend else 1.0


def _help_lines(a: Answers, findings: list[Part]) -> list[Part]:
    """Whom to call: those that the findings ask for in their order, then those of the notice."""
    kinds = []
    if any(finding["outcome"] == "emergency" and finding["rule"] != "E11" for finding in findings):
        kinds.append("emergency")
    if a.get("crisis_thoughts") in ("yes", "prefer_not_to_say"):
        kinds.append("crisis")
    return [
        {"kind": kind, "region": code, "country": country, "number": number}
        for kind in kinds
        for code, country, number in HELP_LINES[kind]
    ]


def _notices(a: Answers, outcome: str) -> list[str]:
    texts = []
    if a.get("crisis_thoughts") == "prefer_not_to_say":
        texts.append(SAFETY["N1"][1])
    if outcome not in ("emergency", "urgent", "guardian_needed", "clarify"):
        hurts = a["pain_sites"] != ["none"]
        texts.append(CLOSING["look_again_pain" if hurts else "look_again"])
    if outcome != "emergency":
        texts += [CLOSING["seek_care"], CLOSING["call_for_help"]]
    texts.append(CLOSING["not_a_diagnosis"])
    if outcome not in ("emergency", "urgent", "declined"):
        texts.append(CLOSING["harms"])
    texts.append(RULES_USED)
    return texts


def _benefits(a: Answers, scored: list[Card], conditions: list[str]) -> tuple[list[Part], list[Part]]:
    """Suggestions and the others, highest priority first, what does not apply last."""
    suggestions: list[Part] = []
    others: list[Part] = []
    pain: str | None = None
    scored.sort(key=lambda card: (not card.applies, -card.priority))
    for card in scored:
        name, level = card.benefit, card.level()
        is_pain = name in ("chronic_pain", "injury_recovery")
        covered_by = None
        if not card.applies:
            why = "not_applicable"
        elif level == "not_suggested":
            why = "below_threshold"
        elif is_pain and pain:
            why, covered_by = "covered_by", pain
        else:
            why = None
            if is_pain:
                pain = name
        points, highest, factor = card.points, HIGHEST[name], FACTORS[name]
        match = _rounded(points * 100, highest)
        priority = _rounded(points * factor, highest) if card.applies else 0
        head = {
            "rank": None if why else len(suggestions) + 1,
            "benefit": name,
            "title": TITLES[name],
            "level": level,
        }
        body = {
            "points": {"low": points, "high": points, "max": highest},
            "match": {"low": match, "high": match},
            "priority": {"low": priority, "high": priority},
            "evidence": evidence(name, a),
            "reasons": card.reasons,
            "open_reasons": [],
            "conditions": [] if why else list(conditions),
            "settled": True,
        }
        if why:
            others.append({**head, "why": why, "covered_by": covered_by, **body})
        else:
            suggestions.append({**head, **body})
    return suggestions, others


def _rounded(numerator: int, denominator: int) -> int:
    return max(0, (2 * numerator + denominator) // (2 * denominator))
