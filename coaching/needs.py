"""The names of what people come with: one intent each, as the design fixes them."""

from __future__ import annotations

TALK = (
    "greet",
    "goodbye",
    "thanks",
    "affirm",
    "deny",
    "capabilities",
    "bot_challenge",
    "privacy",
    "stop",
    "not_helpful",
    "out_of_scope",
)
"""Around the talk."""

TURNS = ("tell_role", "go_on", "why_this", "make_plan", "show_plan")
"""Moves within the talk: saying which side one is on, asking for more or for the source; the plan."""

HAPPENED = (
    "was_hurt",
    "caused_hurt",
    "ambivalent",
    "triggered",
    "angry_resentful",
    "ashamed",
    "partner_dismissive",
    "partner_not_forgiving",
    "distance",
)
"""What happened and how it feels."""

ASKED = (
    "want_to_apologize",
    "check_my_words",
    "own_fault",
    "active_listening",
    "defensiveness",
    "express_hurt",
    "rebuild_trust",
    "trust_again",
    "forgiveness",
    "boundaries",
    "transparency",
    "accountability",
    "patience_time",
    "reconnect",
    "professional_help",
    "self_care",
    "can_it_work",
    "avoiding_talk",
    "work_trust",
    "maintain",
    "learn_path",
    "why_it_broke",
)
"""What they ask for."""

NOW = (
    "live_conversation",
    "partner_just_said",
    "need_break",
    "practice",
    "schedule_checkin",
    "log_progress",
)
"""What they want to do now."""

NEEDS = HAPPENED + ASKED + NOW
"""Every need that guidance answers."""

SAFETY = ("crisis_self_harm", "violence", "coercive_control", "threat_to_others", "child_at_risk")
"""Signals that come before everything else."""

DANGERS_THAT_STAY = frozenset({"violence", "coercive_control", "threat_to_others", "child_at_risk"})
"""After one of these no advice on repair is given for the rest of the talk (design: safety, 4 and 5)."""

SAFE_NEEDS = frozenset({"self_care", "professional_help"})
"""What may still be answered with guidance then."""
