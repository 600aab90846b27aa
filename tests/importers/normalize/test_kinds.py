"""Kinds by title words and scripts by their own characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.normalize.kinds import kind_of
from importers.normalize.script import is_traditional
from notices.fields import KINDS


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于停水的公告", "公告"),
        ("停更公告", "公告"),
        ("关于临时交通管制的通告", "公告"),
        ("2023年低保对象公示", "公示"),
        ("拟录用人员名单公示公告", "公示"),
        ("关于召开会议的通知", "通知"),
        ("不动产登记办事指南", "办事指南"),
        ("居住证如何办理？", "办事指南"),
        ("青澜市养犬管理办法", "政策文件"),
        ("關於停水的通知", "通知"),
        ("辦事指南", "办事指南"),
        ("青澜村2024年财务收支公开", "公示"),
        ("青政办发〔2024〕18号关于印发方案的通知", "政策文件"),
        ("2024年第18号台风来了", "动态"),
        ("今天的青澜湖真美", "动态"),
        ("", "动态"),
    ],
)
def test_a_title_tells_the_kind(title: str, kind: str) -> None:
    assert kind_of(title) == kind


@pytest.mark.parametrize(
    "top", ["青政办发〔2024〕18号", "**青政办发\\[2024\\]18号**", "青澜市人民政府办公室\n\n青政函(2024) 7号"]
)
def test_a_document_number_at_the_top_makes_a_policy(top: str) -> None:
    assert kind_of("关于印发方案的通知", f"{top}\n\n各区县：") == "政策文件"


@pytest.mark.parametrize(
    "body", ["根据青政办发〔2024〕18号文件精神，现通知如下。", "\n" * 30 + "青政办发〔2024〕18号"]
)
def test_a_document_that_is_only_quoted_makes_none(body: str) -> None:
    assert kind_of("关于停水的通知", body) == "通知"


@given(st.text())
def test_any_title_has_a_kind_that_notices_know(title: str) -> None:
    assert kind_of(title) in KINDS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本會訂於今日開會，請各單位準時參加。", True),
        ("各區負責人應當對檢查結果負責", True),
        ("本会定于今日开会，请各单位准时参加。", False),
        ("后面是台北里的面店", False),  # characters of both scripts
        (
            "我们参观了「國會圖書館」，并请各单位认真学习、贯彻执行，从实际出发，实现发展目标。",
            False,
        ),  # a quoted name
        ("會", False),  # too little to tell
        ("ABC 123", False),
        ("", False),
    ],
)
def test_a_script_is_told_only_when_it_dominates(text: str, expected: bool) -> None:
    assert is_traditional(text) is expected
