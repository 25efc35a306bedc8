"""The risk register: what may go wrong or right, how likely, how dear, and who minds it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import BigIntegerField, Case, F, FloatField, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Round
from django.utils import timezone

from pilothouse.kernel.errors import Invalid
from pilothouse.kernel.fields import DaysField, MoneyField, PersonField, ShareField, StepField
from pilothouse.kernel.models import Part, Record, Verb
from pilothouse.kernel.spec import (
    Computed,
    Help,
    Move,
    PartSpec,
    RegisterSpec,
    Section,
    Visibility,
    register,
)
from pilothouse.registers.risk_rules import (
    assess_risk,
    check_cost,
    check_costs,
    check_three_points,
    escalate_risk,
    return_risk,
    who_sees_it_above,
)

# upper ends of the probability bands very low … high; above the last is very high (ISO 31010 style 5-step scale)
BANDS = (0.1, 0.3, 0.5, 0.7)


class Risk(Record):
    """Something uncertain that would hurt (threat) or help (opportunity) if it happened."""

    prefix: ClassVar[str] = "R"

    class Status(models.TextChoices):
        """Where a risk stands."""

        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        TREATING = "treating", "Treating"
        ESCALATED = "escalated", "Escalated"
        OCCURRED = "occurred", "Occurred"
        CLOSED = "closed", "Closed"
        REJECTED = "rejected", "Rejected"

    class Kind(models.TextChoices):
        """Whether it would hurt or help."""

        THREAT = "threat", "Threat"
        OPPORTUNITY = "opportunity", "Opportunity"

    class Proximity(models.TextChoices):
        """How soon it may happen."""

        IMMINENT = "imminent", "Imminent"
        STAGE = "stage", "Within stage"
        PROJECT = "project", "Within project"
        BEYOND = "beyond", "Beyond project"

    class Category(models.TextChoices):
        """What it is about."""

        COMMERCIAL = "commercial", "Commercial"
        DELIVERY = "delivery", "Delivery"
        FINANCIAL = "financial", "Financial"
        LEGAL = "legal", "Legal and regulatory"
        PEOPLE = "people", "People and skills"
        SAFETY = "safety", "Safety and environment"
        STAKEHOLDERS = "stakeholders", "Stakeholders"
        SUPPLY = "supply", "Suppliers"
        TECHNICAL = "technical", "Technical"
        OTHER = "other", "Other"

    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRAFT)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.THREAT)
    category = models.CharField(max_length=12, choices=Category.choices, blank=True)
    registered = models.DateField("date registered", null=True, blank=True, default=timezone.localdate)
    cause = models.TextField(blank=True, help_text="Because of …")
    event = models.TextField(blank=True, help_text="… this may happen …")
    effect = models.TextField(blank=True, help_text="… and would lead to …")
    proximity = models.CharField(max_length=12, choices=Proximity.choices, blank=True)
    trigger = models.TextField("early warning", blank=True, help_text="the sign that it is about to happen")
    currency = models.CharField(max_length=3, default="GBP")
    inherent_probability = ShareField("inherent probability", null=True, blank=True)
    inherent_impact = StepField("inherent impact", null=True, blank=True)
    inherent_cost = MoneyField("inherent cost if it happens", null=True, blank=True)
    residual_probability = ShareField("probability now", null=True, blank=True)
    residual_impact = StepField("impact now", null=True, blank=True)
    residual_cost = MoneyField("cost if it happens now", null=True, blank=True)
    target_probability = ShareField("target probability", null=True, blank=True)
    target_impact = StepField("target impact", null=True, blank=True)
    target_cost = MoneyField("target cost if it happens", null=True, blank=True)
    impact_time = StepField("impact on time", null=True, blank=True)
    impact_money = StepField("impact on cost", null=True, blank=True)
    impact_quality = StepField("impact on quality", null=True, blank=True)
    impact_benefit = StepField("impact on benefits", null=True, blank=True)
    cost_low = MoneyField("cost, at best", null=True, blank=True)
    cost_likely = MoneyField("cost, most likely", null=True, blank=True)
    cost_high = MoneyField("cost, at worst", null=True, blank=True)
    delay_low = DaysField("delay in days, at best", null=True, blank=True)
    delay_likely = DaysField("delay in days, most likely", null=True, blank=True)
    delay_high = DaysField("delay in days, at worst", null=True, blank=True)
    contingency = MoneyField("contingency held", null=True, blank=True)
    last_review = models.DateField(null=True, blank=True)
    next_review = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "risk"
        verbose_name_plural = "risks"
        indexes = [
            models.Index(fields=["place", "status"], name="risk_place"),
            models.Index(fields=["owner"], name="risk_owner"),
        ]

    @property
    def due(self) -> object:
        """When somebody should look at it again."""
        return self.next_review

    def clean(self) -> None:
        """No cost lies below nought; low, likely and high values come in that order."""
        check_costs(self)
        check_three_points(self)


class Response(Part):
    """One thing done about a risk: dated, costed, with one person to do it."""

    class Category(models.TextChoices):
        """How it works on the risk: the first six are for threats, the rest for opportunities."""

        AVOID = "avoid", "Avoid"
        REDUCE = "reduce", "Reduce"
        FALLBACK = "fallback", "Fallback"
        TRANSFER = "transfer", "Transfer"
        ACCEPT = "accept", "Accept"
        SHARE = "share", "Share"
        ENHANCE = "enhance", "Enhance"
        EXPLOIT = "exploit", "Exploit"
        REJECT = "reject", "Reject"

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", "Planned"
        UNDERWAY = "underway", "Under way"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="responses")
    title = models.CharField(max_length=250)
    category = models.CharField(max_length=12, choices=Category.choices, default=Category.REDUCE)
    actionee = PersonField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    cost = MoneyField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PLANNED)

    THREAT = frozenset({"avoid", "reduce", "fallback", "transfer", "accept", "share"})
    OPPORTUNITY = frozenset({"share", "enhance", "exploit", "reject"})

    def offered(self) -> dict[str, frozenset[str]]:
        """A threat is avoided, reduced …; an opportunity is enhanced, exploited …"""
        return {"category": self.THREAT if self.risk.kind == Risk.Kind.THREAT else self.OPPORTUNITY}

    def clean(self) -> None:
        """Its kind goes with the risk's, and what it costs is not below nought."""
        check_cost(self, "cost")
        allowed = self.offered()["category"]
        if self.category not in allowed:
            words = ", ".join(sorted(allowed))
            raise Invalid({"responses": f"A response to this {self.risk.kind} is one of: {words}."})


def expected(level: str) -> Cast:
    """Expected cost at a level: probability × cost, in minor units, rounded; an expected gain is below 0."""
    product = Cast(F(f"{level}_probability"), FloatField()) * Cast(F(f"{level}_cost"), FloatField())
    signed = Case(When(kind=Risk.Kind.OPPORTUNITY, then=-product), default=product, output_field=FloatField())
    return Cast(Round(signed), BigIntegerField())


def exposure() -> Case:
    """What is to be expected now; nothing of a risk that is over, so that sums tell what may still come."""
    return Case(When(status__in=Risk.over, then=Value(None)), default=expected("residual"),
                output_field=BigIntegerField())  # fmt: skip


def probability_step(level: str) -> Case:
    """The step 1 to 5 of a probability on the five-step scale."""
    name = f"{level}_probability"
    return Case(
        When(Q(**{f"{name}__isnull": True}), then=Value(None)),
        *(When(Q(**{f"{name}__lte": end}), then=Value(step)) for step, end in enumerate(BANDS, start=1)),
        default=Value(5),
        output_field=IntegerField(),
    )


SCORE = probability_step("residual") * F("residual_impact")  # empty until both are assessed

S = Risk.Status
LIVE = (S.OPEN, S.TREATING, S.ESCALATED)

RESPONSES = PartSpec(
    name="responses", label="Responses", model=Response, parent="risk",
    fields=("title", "category", "actionee", "due", "cost", "state"),
)  # fmt: skip

RISKS = register(
    RegisterSpec(
        slug="risks",
        model=Risk,
        columns=(
            "code", "title", "place", "status", "owner", "residual_probability", "residual_impact", "exposure",
            "next_review", "kind", "category", "proximity", "registered",
        ),
        form=(
            Section("What may happen", ("title", "kind", "category", "cause", "event", "effect")),
            Section("Who and when", ("owner", "registered", "proximity", "trigger", "last_review", "next_review")),
            Section("Before any response", ("inherent_probability", "inherent_impact", "inherent_cost")),
            Section("Now", ("residual_probability", "residual_impact", "residual_cost")),
            Section("Target", ("target_probability", "target_impact", "target_cost")),
            Section("Where it would hurt", ("impact_time", "impact_money", "impact_quality", "impact_benefit")),
            Section("Range", ("cost_low", "cost_likely", "cost_high", "delay_low", "delay_likely", "delay_high",
                              "contingency")),
        ),
        filters=("status", "kind", "category", "owner", "proximity", "residual_impact", "step",
                 "residual_probability", "exposure", "next_review", "registered"),
        search=("code", "title", "cause", "event", "effect", "trigger"),
        computed=(
            Computed("exposure", "Expected cost", exposure(), MoneyField("expected cost", null=True)),
            Computed("inherent_exposure", "Inherent expected cost", expected("inherent"),
                     MoneyField("inherent expected cost", null=True)),
            Computed("target_exposure", "Target expected cost", expected("target"),
                     MoneyField("target expected cost", null=True)),
            Computed("step", "Probability step", probability_step("residual"), StepField("probability step")),
            Computed("score", "Score", SCORE, models.IntegerField("score", null=True)),
        ),
        moves=(
            Move("assess", "Assess", (S.DRAFT,), S.OPEN, run=assess_risk),
            Move("treat", "Treat", (S.OPEN,), S.TREATING),
            Move("escalate", "Escalate", (S.OPEN, S.TREATING), S.ESCALATED, asks=("reason",),
                 needs=Verb.ESCALATE, run=escalate_risk, tells=who_sees_it_above),
            Move("return", "Take back", (S.ESCALATED,), S.OPEN, asks=("reason",), needs=Verb.ESCALATE,
                 run=return_risk),
            Move("occur", "It happened", LIVE, S.OCCURRED, asks=("reason",)),
            Move("close", "Close", (*LIVE, S.OCCURRED), S.CLOSED, asks=("reason",), run=return_risk),
            Move("reject", "Reject", (S.DRAFT,), S.REJECTED, asks=("reason",)),
            Move("reopen", "Reopen", (S.OCCURRED, S.CLOSED, S.REJECTED), S.OPEN, asks=("reason",)),
        ),
        lanes="status",
        parts=(RESPONSES,),
        visibility=Visibility(own=("owner", "author", "responses.actionee")),
        help=Help(
            "Write down what may happen before it does, so that somebody minds it in time.",
            good="Because the only pump supplier is merging, deliveries may stop in spring and the station would "
                 "open three months late.",
            bad="Supplier risk.",
        ),
    )
)  # fmt: skip
