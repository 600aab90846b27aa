"""One honest line for each element that only the platform can show."""

from __future__ import annotations

import pytest

from importers.normalize import html
from importers.normalize.html import Element, Reading
from importers.sources.wechat import elements


def none(_: Element) -> None:
    return None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<iframe class="video_iframe" data-mpvid="wxv_1" data-src="https://mp.weixin.qq.com/mp/readtemplate?vid=wxv_1"></iframe>', "〔视频：vid=wxv\\_1，未随导出保存〕"),
        ('<iframe class="video_iframe" src="https://v.qq.com/iframe/player.html?vid=q01&auto=0"></iframe>', "[〔腾讯视频：vid=q01，未随导出保存〕](https://v.qq.com/x/page/q01.html)"),
        ('<iframe class="video_iframe"></iframe>', "〔视频：未随导出保存〕"),
        ('<iframe class="vote_iframe" data-src="/mp/newappmsgvote?action=show&supervoteid=47"></iframe>', "〔投票：编号 47，选项和结果，未随导出保存〕"),
        ('<iframe class="res_iframe card_iframe js_editor_card" data-src="/cgi-bin/card"></iframe>', "〔嵌入内容：未随导出保存〕"),
        ('<iframe src="https://map.example/a"></iframe>', "[〔嵌入内容：未随导出保存〕](https://map.example/a)"),
        ('<iframe src="http://[bad"></iframe>', "〔嵌入内容：未随导出保存〕"),
        ('<mpvoice name="早&amp;nbsp;安" play_length="283000" voice_encode_fileid="Mz_1"></mpvoice>', "[〔音频：早 安，4分43秒，未随导出保存〕](https://res.wx.qq.com/voice/getvoice?mediaid=Mz_1)"),
        ('<mp-common-mpaudio name="x" play_length="没有"></mp-common-mpaudio>', "〔音频：x，未随导出保存〕"),
        ('<qqmusic music_name="曲" singer="人"></qqmusic>', "〔音乐：曲，人，未随导出保存〕"),
        ('<mpprofile data-nickname="青澜发布" data-alias="qlfb"></mpprofile>', "〔公众号名片：青澜发布，微信号 qlfb〕"),
        ('<mp-weapp data-miniprogram-nickname="办事" data-miniprogram-appid="wx1"></mp-weapp>', "〔小程序：办事，appid wx1，未随导出保存〕"),
        ('<a class="weapp_image_link" data-miniprogram-nickname="办事" href=""><img src="x"></a>', "〔小程序链接：办事，未随导出保存〕"),
        ('<a class="weapp_text_link" data-miniprogram-nickname="文档">名单.xlsx</a>', "名单.xlsx〔小程序链接：文档，未随导出保存〕"),
        ('<mp-common-videosnap data-nickname="青澜" data-desc="短片"></mp-common-videosnap>', "〔视频号：青澜，短片，未随导出保存〕"),
        ('<mpgongyi></mpgongyi><mpproduct data-x="1"></mpproduct>', "〔公益卡片：未随导出保存〕\n\n〔商品卡片：未随导出保存〕"),
        ('<mp-common-future data-title="新卡片"></mp-common-future>', "〔卡片：新卡片，mp-common-future，未随导出保存〕"),
        ("<mp-common-future><p>有字的新卡片</p></mp-common-future>", "有字的新卡片"),
        ('<mp-style-type data-value="3"></mp-style-type><mp-common-sticker></mp-common-sticker>', ""),
        ('<p>面积<span data-formula="S=\\frac{a}{2}"><span data-formula="x"><svg></svg></span></span>以内</p>', "面积〔公式：x〕以内"),
        ('<section data-formula="E_1"><svg><path d=""></path></svg></section>', "〔公式：E\\_1〕"),
        ('<p>甲<span data-formula="x">x</span></p>', "甲x"),
        ('<p>甲<span data-formula="x"><img alt="乙"></span></p>', "甲"),
        ('<a class="normal_text_link" href="https://a.example/">链</a>', "[链](https://a.example/)"),
    ],
)  # fmt: skip
def test_it_becomes_one_line(source: str, expected: str) -> None:
    assert html.to_markdown(source, Reading(none, elements.note)).markdown == expected
