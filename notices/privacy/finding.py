"""What the privacy gate finds: a rule, a span, and never the number itself."""

from __future__ import annotations

from dataclasses import dataclass

# The rules of the gate and what each of them finds, in the words of its messages.
RULES: dict[str, str] = {
    "privacy-identity": "居民身份证号码",
    "privacy-mobile": "个人手机号码",
    "privacy-card": "银行卡号",
    "privacy-passport": "护照或通行证号码",
    "privacy-address": "详细到门牌的家庭住址",
    "privacy-illness": "姓名与病情、残疾情况同时出现",
    "privacy-aid": "姓名与救助、帮扶名单同时出现",
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Characters *start* to *end* of a text are what *rule* looks for; *masked* is what may be shown instead."""

    start: int
    end: int
    rule: str
    masked: str
