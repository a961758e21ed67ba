"""scenario-templates: what can be asked of stress-test by name, and what each template is given."""

from __future__ import annotations

from dataclasses import dataclass

from graphsvc.domain.columns import columns
from graphsvc.domain.results import Result
from graphsvc.domain.scenario_templates import ScenarioTemplate, scenario_templates
from graphsvc.judgements.workspace import Workspace
from graphsvc.questions.parameters import Asked
from graphsvc.questions.question import Joined, Question


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``scenario-templates`` is asked with: nothing of its own."""


COLUMNS = columns("scenario-templates", "template", "template_title", "template_parameters")


def _told(template: ScenarioTemplate) -> list[dict[str, object]]:
    return [{"name": p.name, "type": p.type, "required": p.required, "default": p.default} for p in template.parameters]


def _run(space: Workspace, asked: Parameters) -> Result:
    """One row a template, in the order of the manual."""
    return Result(
        [
            COLUMNS.finding({"template": name, "template_title": name, "template_parameters": _told(template)}, (name,))
            for name, template in scenario_templates().items()
        ],
        completeness=1.0,
        grade="A",
    )


QUESTION = Question(
    name="scenario-templates",
    asks="极端情况有哪些现成的情景模板，各要给什么参数？",
    asks_en="Which templates are there for extreme cases, and what is each given?",
    asked=Parameters,
    columns=COLUMNS,
    way=Joined(_run),
    brief=("template", "template_title", "template_parameters"),
)
