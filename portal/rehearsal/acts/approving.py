"""The authority countersigns; the report is built in both editions, and the letters are made and released."""

from datetime import date

from django.db import transaction

from portal.rehearsal.company import Company
from portal.rehearsal.material import MARK
from portal.rehearsal.workers import finished
from reports.models import ReportBuild
from reports.services.builds import accept_finding, ask_for_build, release_letters
from reports.services.publication import countersign
from reports.services.texts import save_settings

Kind = ReportBuild.Kind
WORDS = {Kind.PUBLIC: "public edition", Kind.MINISTRY: "edition for the ministry", Kind.LETTERS: "letters"}

COVER = {
    "title_zh": "国家低碳城市试点进展评估报告（演练）",
    "title_en": "Evaluation of the low-carbon pilot cities (rehearsal)",
    "executor_zh": "评估秘书处（演示）",
    "executor_en": "The evaluation's secretariat (demonstration)",
    "dated": date(2023, 7, 12),
    "city_order": "",
}


def countersign_and_build(company: Company) -> None:
    with transaction.atomic():
        countersign(round=company.round, by=company.authority)
        save_settings(round=company.round, base=0, values=COVER, by=company.secretariat)
    for kind in WORDS:
        build = _build(company, kind)
        if kind == Kind.PUBLIC:
            _answer_for(company, build)
        if kind == Kind.LETTERS:
            release_letters(build=build, by=company.secretariat)
        company.say(f"{WORDS[kind]}: {build.files.count()} files, {len(build.findings)} findings")


def _build(company: Company, kind: str) -> ReportBuild:
    zh = ReportBuild.Language.ZH
    return finished(ask_for_build(round=company.round, kind=kind, language=zh, by=company.secretariat))


@transaction.atomic
def _answer_for(company: Company, build: ReportBuild) -> None:
    for finding in build.findings:
        words = MARK + "演练中的合成数据，接受。"
        accept_finding(build=build, key=finding["key"], words=words, by=company.secretariat)
