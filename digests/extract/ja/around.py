"""What stands around a Japanese figure: the nouns its label may be made of, each looked for once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from digests.extract.grammar import Described, Draft, Label, Place
from digests.extract.ja.nouns import Noun, is_speaker, is_weak, noun_after, noun_before
from digests.extract.text import SentenceRole
from digests.model import Kind, Span
from digests.patterns import compiled

EMPTY_NOUN = compiled(
    r"(?:高値|安値|最高値|最安値|水準|増加|減少|増益|減益|増収|減収|黒字|赤字|高さ|低さ|大きさ|伸び|上昇|下落|低下|マイナス|プラス|見通し|予想|計画|うち|ため|方|中|間|割合|比率|ペース|幅|差|見込み?|見通し?|予定|方針|考え|公算|恐れ|意向|構え|模様|状況|状態|場合|前|後|規模|高水準|低水準|上乗せ|引き上げ|引き下げ|利上げ|利下げ|値上げ|値下げ|減|増|人|効果|影響|可能性|一部|ほか|アップ|ダウン|(?:高い|低い|大きな|大幅な)?伸び|大幅[一-龥]*|大台|もの|こと|範囲|目標|距離|開き|隔たり|ピーク|頂点|底|節目|達成|確保|実現|突破|維持|(?:[円元]|ドル|ユーロ|ウォン|バーツ|通貨)[高安])$"
)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a figure, looked for once.

    Attributes:
        before: the figure in front of it in the sentence. nouns: noun phrases with a particle between that and this
            one, nearest first. adjacent: the one right in front, with no particle or の. qualified: the one behind.
    """

    place: Place
    before: Described | None
    nouns: list[Noun]
    adjacent: Span | None
    qualified: Span | None

    @property
    def text(self) -> str:
        return self.place.text

    @property
    def draft(self) -> Draft:
        return self.place.draft

    @property
    def end(self) -> int:
        return self.place.sentence.span.end


def again(described: Described, strategy: str) -> Label:
    spans = described.spans
    return (spans[0] if spans else None), (spans[1] if len(spans) > 1 else None), strategy


REPORTS = compiled(
    r"(?:と|を)(?:発表|公表|明らかに|述べ|語|説明|みて|見て|みる|予想|見込|試算|分析|指摘|報じ|答え|強調|伝え|話し|推計|決め|決定)"
)


_TOPIC = compiled(r"は(?=、|[^、。はを]{1,60})|について(?=、)")


def topic_of(place: Place, end: int) -> Span | None:
    """The sentence's topic: the noun phrase before the first は in front of `end`; in a headline, before the first 、."""
    opening = _opening(place, end)
    if opening is not None:
        return opening
    text, start = place.text, place.sentence.span.start
    stop = min(end, start + 120)
    for mark in _TOPIC.finditer(text, start, stop):
        span = noun_before(text, mark.start(), start)
        if span is None or not is_speaker(text, span, place.sentence.span.end):
            return None if is_weak(text, span) else span
    return None


def _opening(place: Place, end: int) -> Span | None:
    """What a headline is about: インバウンド消費、主役は地方に."""
    text, start = place.text, place.sentence.span.start
    if place.sentence.role in {SentenceRole.TITLE, SentenceRole.HEADING}:
        comma = text.find("、", start, min(end, start + 40))
        if comma > 0:
            span = noun_before(text, comma, start)
            return None if is_weak(text, span) else span
    return None


def last_labelled(place: Place) -> Described | None:
    """The last figure of the sentence before that has a label."""
    return next((described for described in reversed(place.recent[-4:]) if described.spans), None)


_HOLDS = compiled(
    r"(?:(?:ほど)?(?:伸び|増え|減っ|落ち込ん|上がっ|下がっ|縮ん|膨らん)[ただ](?=[一-龥ァ-ヶA-Z])|(?:超|以上|強|弱|近く|余り|程度|未満)?[をがにで](?!(?:大き|小さ|高|低|早|速|長|短|深|広|強|弱|多|少な|良|軽|重)く)(?:[一-龥]{1,3}(?:[きしちりいみえけげめせべれびぎ]|っ|ん)?(?:[ただ]|る|う|つ|く|む|す)"
    r"|[一-龥]{2}(?:した|する|できる)|(?:上限|下限|限度|目安|目標|基準|軸|中心|柱|対象|前提|条件)[とに](?:した|する))(?=[一-龥ァ-ヶA-Z「]))"
)


def held_by(place: Place) -> Span | None:
    """The noun that the verb behind the figure describes: 312社に聞いた調査, 150億円を上限とする自社株買い."""
    text, end = place.text, place.sentence.span.end
    holds = _HOLDS.match(text, place.draft.end, end)
    noun = noun_after(text, holds.end(), min(end, holds.end() + 24)) if holds else None
    if noun is None or re.search(r"\d", text[slice(*noun)]) or EMPTY_NOUN.match(text, *noun):
        return None
    return noun


_IN_ASIDE = compiled(r"(?:[^\d%)]\((?:約|全|計|うち)?|\([^()\d]{2,24})\Z")
_LEAVES = compiled(r"[^()]{0,16}\)(?!の?(?:増|減|高|安|上|下|低|アップ|ダウン|引|縮))")


def end_of_aside(place: Place) -> int:
    """Where the clause ends, or the bracket that the figure stands alone in: 大型船の寄港(16便)や路線の拡充."""
    text, start = place.text, place.draft.start
    leaves = _LEAVES.match(text, place.draft.end, place.clause.end)
    if leaves and _IN_ASIDE.search(text, max(place.start, start - 27), start):
        return leaves.end() - 1
    return place.clause.end


_SPENT = compiled(
    r"(?:超|以上|強|弱|近く|余り|程度|規模)?を(?:投じ|かけ|投資し|充て)(?:て)?、?(?P<for>[^。、]{1,40}?)(?=を(?:建て|建設|新設|増設|整備|開発|導入|買収|増強|拡張|取得|設け|改修|構築|作|造|購入))"
)


def spent_on(place: Place) -> Span | None:
    """What a sum is spent on: 280億円を投じ、福島県の拠点に新棟を建てる."""
    if place.draft.kind is not Kind.MONEY:
        return None
    spent = _SPENT.match(place.text, place.draft.end, place.sentence.span.end)
    return noun_before(place.text, spent.end(), spent.start("for")) if spent else None
