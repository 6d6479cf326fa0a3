"""How charts are drawn: Vega-Lite specifications, light and dark, made with altair."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pledgebook.model.claim import Act, Stage, TalksStatus
from pledgebook.resolve.amounts import figure
from pledgebook.web.chart_data import OTHERS, UNKNOWN, Chart
from pledgebook.web.words import ROWS, rounded

if TYPE_CHECKING:
    import altair as alt

Spec = dict[str, Any]

THEMES: Mapping[str, Mapping[str, str]] = {
    "light": {"paper": "#ffffff", "ink": "#20242a", "soft": "#5a6069", "line": "#e2ded4", "none": "#bdb7a8"},
    "dark": {"paper": "#1c2024", "ink": "#e7e5e0", "soft": "#a9adb3", "line": "#343a41", "none": "#6f7882"},
}
# told apart by people who see red and green alike (Okabe and Ito 2008), lightened for dark paper
PALETTE = {
    "light": ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#7a6a00", "#56b4e9", "#6b4fa0", "#a04000"),
    "dark": ("#56a8e0", "#f0884a", "#3fc79d", "#e5a3c7", "#e0cc4f", "#8fd0f7", "#b59ae6", "#d98a5a"),
}
STAGES = {
    Stage.REQUESTED: 5,
    Stage.PROPOSED: 6,
    Stage.PLEDGED: 0,
    Stage.COMMITTED: 3,
    Stage.CONTRACTED: 1,
    Stage.DELIVERED: 2,
    Stage.SUSPENDED: 4,
    Stage.REFUSED: 7,
}
KINDS = ("alone", "together", "donor unknown")
WIDTH = 640
DASHES = {"pledged": [1, 0], "committed": [8, 3], "contracted": [2, 2], "delivered": [8, 2, 2, 2]}
POINTS = 60
"""points a line has room for"""
PROMISE = ("pledged", "committed", "contracted", "delivered")
SCREEN = "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Liberation Sans, sans-serif"
PICTURE = "Liberation Sans, Arial, Helvetica, sans-serif"
"""three names of the same widths, one of which every system has"""
LABELS = "replace(replace(format(datum.value, '~s'), 'G', 'bn'), 'M', 'm')"
"""1.5bn and 300m, not 1.5G and 300M"""


def spec(chart: Chart, theme: str = "light", font: str = SCREEN) -> Spec:
    """The specification of a chart with its data in it.

    A picture wants the font `PICTURE`: who draws it and who shows it measure words alike only in a font both have.
    `UNKNOWN` marks stand where a table says that a value is not known, so that no bar is taken for nothing.
    """
    import altair as alt

    drawn = DRAWN[chart.name](chart, theme) if chart.rows else alt.Chart(_data(({"told": "nothing to show"},))).mark_text(size=14).encode(text="told:N")
    made: Spec = drawn.properties(title=alt.TitleParams(chart.title, anchor="start")).configure(**_look(theme, font)).to_dict(validate=False)
    return {**made, "description": chart.summary}


def _look(theme: str, font: str) -> dict[str, Any]:
    colours = THEMES[theme]
    return {
        "background": colours["paper"],
        "font": font,
        "view": {"stroke": None},
        "axis": {
            "labelColor": colours["soft"],
            "titleColor": colours["soft"],
            "gridColor": colours["line"],
            "domainColor": colours["line"],
            "tickColor": colours["line"],
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "labelLimit": 200,
            "labelSeparation": 8,
        },
        "legend": {"labelColor": colours["ink"], "titleColor": colours["soft"], "labelFontSize": 12, "orient": "bottom", "columns": 5, "labelLimit": 160},
        "header": {"labelColor": colours["ink"], "titleColor": colours["soft"], "labelFontSize": 12},
        "title": {"color": colours["ink"], "fontSize": 15, "fontWeight": 600, "offset": 12},
        "text": {"color": colours["ink"]},
    }


def _data(rows: Any) -> alt.InlineData:
    import altair as alt

    return alt.InlineData(values=list(rows))


def _money_axis(chart: Chart) -> alt.Axis:
    import altair as alt

    return alt.Axis(title=f"{chart.unit}, at least" if chart.unit else None, labelExpr=LABELS, tickCount=6)


def _stage_scale(theme: str, stages: list[str]) -> alt.Scale:
    import altair as alt

    return alt.Scale(domain=stages, range=[PALETTE[theme][STAGES[Stage(stage)]] for stage in stages])


def _kind_scale(theme: str) -> alt.Scale:
    import altair as alt

    return alt.Scale(domain=list(KINDS), range=[PALETTE[theme][0], PALETTE[theme][6], THEMES[theme]["none"]])


def _tooltip(chart: Chart, *numbers: str) -> list[alt.Tooltip]:
    import altair as alt

    words = [alt.Tooltip(f"{key}:N", title=title) for key, title in chart.columns.items() if key not in numbers]
    return [*words, *(alt.Tooltip(f"{key}:Q", title=chart.columns[key], format=",.4~g") for key in numbers if key in chart.columns)]


def _unknown(chart: Chart, theme: str, row: str, order: list[str]) -> Any:
    """The word where a bar would be."""
    import altair as alt

    missing = [held for held in chart.rows if held["amount"] is None]
    return (
        alt.Chart(_data(missing))
        .mark_text(align="left", dx=6, fontStyle="italic", color=THEMES[theme]["soft"])
        .encode(y=alt.Y(f"{row}:N", sort=order), x=alt.value(0), text=alt.value(UNKNOWN), tooltip=_tooltip(chart, "amount", "up_to"))
    )


def _stages(chart: Chart, theme: str) -> Any:
    import altair as alt

    ordered = sorted({(held["order"], held["donor"]) for held in chart.rows if held["kind"] != "none"})
    names = [name for _, name in ordered]
    greys = {OTHERS: THEMES[theme]["soft"], ROWS["joint"]: THEMES[theme]["none"], ROWS["unknown"]: THEMES[theme]["line"]}
    colours = [greys.get(name, PALETTE[theme][k % len(PALETTE[theme])]) for k, name in enumerate(names)]
    stages = [stage for stage in PROMISE if any(held["stage"] == stage for held in chart.rows)]
    bars = (
        alt.Chart(_data(held for held in chart.rows if held["amount"] is not None))
        .mark_bar(stroke=THEMES[theme]["paper"], strokeWidth=1)
        .encode(
            y=alt.Y("stage:N", sort=stages, title=None),
            x=alt.X("amount:Q", axis=_money_axis(chart)),
            color=alt.Color("donor:N", sort=names, scale=alt.Scale(domain=names, range=colours), title=None),
            order=alt.Order("order:Q"),
            tooltip=_tooltip(chart, "amount", "up_to"),
        )
    )
    bar_of = {stage: [held for held in chart.rows if held["stage"] == stage and held["amount"] is not None] for stage in stages}
    sums = ({"stage": stage, "amount": sum(row["amount"] for row in held), "told": figure(rounded(held[0]["whole"]))} for stage, held in bar_of.items() if held)
    ends = (
        alt.Chart(_data(sums))
        .mark_text(align="left", dx=6, color=THEMES[theme]["ink"])
        .encode(y=alt.Y("stage:N", sort=stages, title=None), x=alt.X("amount:Q"), text="told:N")
    )
    return alt.layer(bars, ends, _unknown(chart, theme, "stage", stages)).properties(width=WIDTH, height=42 * len(stages))


def _over_time(chart: Chart, theme: str) -> Any:
    import altair as alt

    stages = [stage for stage in PROMISE if any(held["stage"] == stage for held in chart.rows)]
    return (
        alt.Chart(_data(chart.rows))
        # a point where there is a figure: of a single month there is no line, and of the last one only its rise
        .mark_line(interpolate="step-after", strokeWidth=2.5, point={"size": 30} if len(chart.rows) <= POINTS else False)
        .encode(
            x=alt.X("yearmonth(month):T", title=None, axis=alt.Axis(format="%b %Y", labelOverlap=True, labelSeparation=12)),
            y=alt.Y("amount:Q", axis=_money_axis(chart)),
            color=alt.Color("stage:N", sort=stages, scale=_stage_scale(theme, stages), title=None),
            strokeDash=alt.StrokeDash("stage:N", sort=stages, scale=alt.Scale(domain=stages, range=[DASHES[stage] for stage in stages]), title=None),
            tooltip=_tooltip(chart, "amount"),
        )
        .properties(width=WIDTH, height=280)
    )


def _months(chart: Chart, theme: str) -> Any:
    import altair as alt

    stages = [stage for stage in PROMISE if any(held["stage"] == stage for held in chart.rows)]
    return (
        alt.Chart(_data(chart.rows))
        .mark_bar()
        .encode(
            x=alt.X("yearmonth(month):T", title=None, axis=alt.Axis(format="%b %Y", labelOverlap=True, labelSeparation=12)),
            y=alt.Y("amount:Q", axis=alt.Axis(title=None, labelExpr=LABELS, tickCount=3)),
            color=alt.Color("kind:N", scale=_kind_scale(theme), title=None),
            row=alt.Row("stage:N", sort=stages, title=None, header=alt.Header(labelAngle=0, labelAlign="left")),
            tooltip=_tooltip(chart, "amount", "up_to"),
        )
        .properties(width=WIDTH - 90, height=80)
    )


def _funnel(chart: Chart, theme: str) -> Any:
    import altair as alt

    kinds = [kind for kind in KINDS if any(held["kind"] == kind for held in chart.rows)]
    told = [{**held, "shown": held["amount"] or 0, "label": _valued(held)} for held in chart.rows]
    # the layers have no data of their own, or every panel would show all of it
    base = alt.Chart().encode(y=alt.Y("stage:N", sort=list(PROMISE), title=None), tooltip=_tooltip(chart, "amount", "up_to"))
    colour = alt.Color("kind:N", scale=_kind_scale(theme), legend=None)
    bars = base.mark_bar(height={"band": 0.75}).encode(x=alt.X("shown:Q", axis=_money_axis(chart)), color=colour)
    words = base.mark_text(align="left", dx=6, fontStyle="italic", color=THEMES[theme]["soft"]).encode(x=alt.X("shown:Q"), text="label:N")
    layered = alt.layer(bars, words, data=_data(told)).properties(width=WIDTH - 90, height=130)
    return layered.facet(row=alt.Row("kind:N", sort=kinds, title=None, header=alt.Header(labelAngle=0, labelAlign="left")))


def _valued(held: Mapping[str, Any]) -> str:
    """What a bar does not show: that nothing is known, or of how many promises nothing is."""
    if held["amount"] is None:
        return UNKNOWN if held["reached"] else "none"
    return f"{held['unvalued']} of {held['reached']} unknown" if held["unvalued"] else ""


def _shares(chart: Chart, theme: str) -> Any:
    import altair as alt

    names = [held["donor"] for held in chart.rows]
    return (
        alt.Chart(_data(chart.rows))
        .mark_bar(color=PALETTE[theme][0], height={"band": 0.75})
        .encode(
            y=alt.Y("donor:N", sort=names, title=None),
            x=alt.X("share:Q", title=f"{chart.unit}, at least", axis=alt.Axis(tickCount=6)),
            tooltip=_tooltip(chart, "share", "up_to"),
        )
        .properties(width=WIDTH - 80, height=20 * len(names) + 10)
    )


def _lag(chart: Chart, theme: str) -> Any:
    import altair as alt

    order = list(dict.fromkeys(held["stretch"] for held in chart.rows))
    y = alt.Y("stretch:N", sort=order, title=None)
    base = alt.Chart(_data(chart.rows))
    days = alt.X("days:Q", title="Days")
    ticks = base.mark_circle(size=60, opacity=0.55, color=PALETTE[theme][0]).encode(y=y, x=days, tooltip=_tooltip(chart, "days", "median"))
    middle = base.mark_tick(thickness=3, size=26, color=PALETTE[theme][1]).encode(y=y, x=alt.X("mean(median):Q", title="Days"))
    return alt.layer(ticks, middle).properties(width=WIDTH - 110, height=44 * len(order))


def _waits(chart: Chart, theme: str) -> Any:
    import altair as alt

    base = alt.Chart(_data(chart.rows))
    days, colour = alt.X("days:Q", title="Days since the promise"), PALETTE[theme][0]
    share = alt.Y("share:Q", title="percent still waiting", scale=alt.Scale(domain=[0, 100]))
    band = base.mark_area(interpolate="step-after", opacity=0.18, color=colour).encode(x=days, y=alt.Y("low:Q", title="percent still waiting"), y2="high:Q")
    line = base.mark_line(interpolate="step-after", color=colour, strokeWidth=2.5).encode(x=days, y=share)
    points = base.mark_circle(size=50, color=colour).encode(x=days, y=share, tooltip=_tooltip(chart, "days", "share", "low", "high", "waiting", "ended"))
    return alt.layer(band, line, points).properties(width=WIDTH - 70, height=240)


def _items(chart: Chart, theme: str) -> Any:
    import altair as alt

    stages = [str(stage) for stage in Stage if any(held["stage"] == stage for held in chart.rows)]
    ranks = {stage: k for k, stage in enumerate(stages)}
    return (
        alt.Chart(_data({**held, "order": ranks[held["stage"]]} for held in chart.rows))
        .mark_bar(height={"band": 0.75}, stroke=THEMES[theme]["paper"], strokeWidth=1)
        .encode(
            y=alt.Y("class:N", sort=alt.EncodingSortField("entries", op="sum", order="descending"), title=None),
            x=alt.X("entries:Q", title="Entries", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("stage:N", sort=stages, scale=_stage_scale(theme, stages), title=None),
            order=alt.Order("order:Q"),
            tooltip=_tooltip(chart, "entries"),
        )
        .properties(width=WIDTH - 120, height=24 * len({held["class"] for held in chart.rows}) + 10)
    )


def _timeline(row: str, order: tuple[str, ...]) -> Callable[[Chart, str], Any]:
    """Days along, a line for each value of a column; what took longer is a bar, a single day a point."""

    def draw(chart: Chart, theme: str) -> Any:
        import altair as alt

        lines = [word for word in order if any(held[row] == word for held in chart.rows)]
        y = alt.Y(f"{row}:N", sort=lines, title=None)
        time = alt.X("first:T", title=None, axis=alt.Axis(format="%-d %b %Y", labelOverlap=True, labelSeparation=12, tickCount=6))
        base = alt.Chart(_data(chart.rows))
        spans = base.mark_bar(height=6, opacity=0.45, color=PALETTE[theme][0], cornerRadius=3).encode(y=y, x=time, x2="last:T", tooltip=_tooltip(chart))
        points = base.mark_circle(size=80, opacity=0.7, color=PALETTE[theme][0]).encode(y=y, x=time, tooltip=_tooltip(chart))
        return alt.layer(spans, points).properties(width=WIDTH - 70, height=36 * max(len(lines), 1) + 20)

    return draw


DRAWN: Mapping[str, Callable[[Chart, str], Any]] = {
    "stages": _stages,
    "over-time": _over_time,
    "months": _months,
    "funnel": _funnel,
    "gdp": _shares,
    "head": _shares,
    "lag": _lag,
    "waits": _waits,
    "items": _items,
    "lifecycle": _timeline("stage", tuple(map(str, Stage))),
    "talks": _timeline("status", tuple(str(status).replace("_", " ") for status in TalksStatus)),
    "positions": _timeline("act", (*map(str, Act), UNKNOWN)),
}
