"""The page: a chat on the left, the article on the right, and the one public endpoint `/ask`.

What a visitor did lives in a `gr.State`, as a `Session`; the bot and the article are shared and never change. An event renders the whole chat and
the whole article again, and the browser keeps the nodes that did not change.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr
from gradio.events import api

from qa_bot.app.article_pane import render_article_pane
from qa_bot.app.chat_html import render_saves
from qa_bot.app.conversation import Conversation
from qa_bot.app.events import Events
from qa_bot.app.first_paint import stored_suggestions
from qa_bot.app.menu import render_menu
from qa_bot.app.page_view import PageView
from qa_bot.app.panel import Panel
from qa_bot.app.safe_html import VALUE, Html, data_block, html_block, sending, text_html
from qa_bot.app.search_bar import Finder
from qa_bot.app.service import Asked, QuestionService
from qa_bot.app.session import Session, answering, changing, looking, visits_in
from qa_bot.app.sources import Sources
from qa_bot.app.upload import Uploads
from qa_bot.app.visit_events import VisitEvents
from qa_bot.app.welcome import render_welcome
from qa_bot.article import Article
from qa_bot.highlight import text_to_html

_STATIC = Path(__file__).parent / "static"
_READER: dict[str, Any] = {"concurrency_id": "reader", "concurrency_limit": None}  # service.turns gives the turns, also to HTTP and MCP
_HERE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_NOW: dict[str, Any] = {"queue": False, **_HERE}
_EACH: dict[str, Any] = {**_NOW, "trigger_mode": "multiple"}  # else gradio drops an event while its last run is being cleared away
_SUGGESTING: dict[str, Any] = {"trigger_mode": "multiple", "concurrency_limit": None, **_HERE}
_LOG = '<div class="log" role="log" aria-label="Conversation" aria-live="polite">' + VALUE + "</div>"
_NOTICE = '<p role="alert">' + VALUE + "</p>"
_LINE = (
    '<ol aria-label="Questions that wait"></ol><p class="again caption" hidden><span>Your visit is kept in this browser only.</span>'
    "<span hidden>This visit can't be kept: it is lost when you reload or close the page.</span> "
    '<button type="button">Forget it</button></p>'
)
UNREADABLE = "The values of this event cannot be read."
_ENDED = {"fn": None, "js": "() => window.qaBot.ended()"}
_FOLD = '<button type="button" aria-expanded="false" aria-controls="article-view"><span dir="auto">' + VALUE + "</span></button>"
_MARKS = (
    '<nav aria-label="Marks in the article" hidden><button type="button" data-by="-1" aria-label="Previous mark">←</button>'
    '<output></output><button type="button" data-by="1" aria-label="Next mark">→</button>'
    '<button type="button" data-clear hidden>Clear earlier marks</button><button type="button" data-back hidden>Back to where I was reading</button></nav>'
)


class Parts(NamedTuple):
    """The components of the page that events change."""

    talk: gr.State
    """The session."""
    save: gr.HTML
    new: gr.Button
    welcome: gr.HTML
    log: gr.HTML
    line: gr.HTML
    """Questions on their way; its script sends what the visitor asks."""
    more: gr.HTML
    notice: gr.HTML
    returned_question: gr.HTML
    stored_visit: gr.HTML
    stored_article: gr.HTML
    fold: gr.HTML
    panel: Panel
    finder: Finder
    pages: PageView
    article_view: gr.HTML
    marks: gr.HTML


class Page(gr.Blocks):
    """Gradio's page, which answers values that it cannot read with one sentence, and with no traceback in the log."""

    async def preprocess_data(self, *arguments: Any, **options: Any) -> Any:
        """The values of an event as its function takes them."""
        try:
            return await super().preprocess_data(*arguments, **options)
        except Exception:  # whatever a component says of what it is not made for
            raise gr.Error(UNREADABLE, print_exception=False) from None


def build_app(bot: Asked, article: Article, service: QuestionService | None = None) -> gr.Blocks:
    """The page about one article, not launched.

    Args:
        bot: answers the questions; shared by all visitors.
        article: what the page opens with.
        service: shared with HTTP and MCP; holds the settings. Default: a new one.
    """
    service = service or QuestionService(bot, article)
    events = Events(service)
    name = service.settings.title
    page = Page(title=f"{article.title} · {name}" if article.title else name, analytics_enabled=False, delete_cache=(600, 600))
    with page:
        api(events.endpoint, api_name="ask", **_READER)  # first: the page's private events would take the name otherwise
        parts = _layout(service, events, article)
        changed = [*_wire_questions(parts, events), *_wire_visit(parts, events)]
        for done in changed:  # the browser keeps the visit as it is now
            done.success(sending(VisitEvents(events).snapshot), [parts.talk], [parts.stored_visit], trigger_mode="always_last", **_NOW)
        page.unload(events.left)
        page.load(looking(events.welcome), [parts.talk], [parts.welcome], concurrency_limit=None, **_HERE)
    page.queue(max_size=service.settings.queue)
    return page


def _layout(service: QuestionService, events: Events, article: Article) -> Parts:
    """The chat and the article beside it."""
    found: dict[str, Any] = {"talk": gr.State(Session(visits_in(service.visit_memory)))}
    with gr.Row(elem_id="page"):
        with gr.Column(elem_id="chat"):
            with gr.Row(elem_id="bar"):
                html_block(Html(f"<strong>{text_to_html(service.settings.title)}</strong>"), elem_id="name")
                found["save"] = html_block(render_saves(), elem_id="save", script=_script("save.js"))
                found["new"] = gr.Button("New conversation", elem_id="new", size="sm")
                html_block(render_menu(), elem_id="menu", script=_script("menu.js"))
            with gr.Column(elem_id="talk"):
                examples = render_welcome(stored_suggestions(service.store.name_of(article)), overview=service.opening)
                found["welcome"] = html_block(examples, elem_id="welcome", script=_script("welcome.js"))
                found["log"] = html_block(Html(), elem_id="log", script=_script("log.js"), template=_LOG)
                asking = "".join(map(_script, ("visit_storage.js", "asking.js", "url_params.js")))
                found["line"] = html_block(Html(_LINE), elem_id="line", script=asking)
                found["more"] = html_block(Html(), elem_id="more", script=_script("welcome.js"))
            found["notice"] = html_block(Html(), elem_id="notice", template=_NOTICE)
            found["returned_question"] = data_block(elem_id="returned-question", script=_script("return_question.js"))
            found["stored_visit"] = data_block(elem_id="stored-visit", script=_script("store_visit.js"))
            found["stored_article"] = data_block(elem_id="stored-article", script=_script("store_article.js"))
            gr.Textbox(  # static/asking.js takes the question from here
                elem_id="box",
                interactive=True,
                label="Your question",
                show_label=False,
                placeholder="Ask the article a question",
                container=False,
                max_lines=5,
                submit_btn="Ask",
            )
        with gr.Column(elem_id="article-pane"):
            found["fold"] = html_block(text_html(article.title or "The article"), elem_id="fold", script=_script("fold.js"), template=_FOLD)
            found["panel"] = Panel(Uploads(events, service.settings.allow_urls), Sources(events))
            found["finder"] = Finder(events)
            opened = render_article_pane(article, Conversation(), has_pages=bool(article.original))
            found["article_view"] = html_block(opened, elem_id="article-view", script=_script("article_view.js"))
            found["pages"] = PageView(events)
            found["marks"] = html_block(Html(_MARKS), elem_id="marks", script=_script("marks.js"))
    return Parts(**found)


def _wire_questions(parts: Parts, events: Events) -> list[Any]:
    """Connect a question's way, and the article panel, which waits for its end; the events that change the conversation."""
    talk, log, article_view, line = parts.talk, parts.log, parts.article_view, parts.line
    asked = [talk, log, parts.more, parts.notice, parts.returned_question]
    everything = _everything(parts)
    settled, changed = list[Any](), list[Any]()
    for started in (
        line.ask(changing(events.ask_named), [talk, parts.panel.later], asked, **_EACH),
        line.literal(changing(events.ask_as_typed), [talk], asked, **_EACH),
        line.open(changing(events.open), [talk], _opened(parts), **_EACH),
    ):
        answered = started.then(answering(events.answer), [talk], everything, trigger_mode="multiple", **_READER, **_HERE)
        failed = answered.failure(changing(events.settle), [talk], everything, trigger_mode="multiple", **_NOW)
        for ended in (started.failure, answered.success, failed.success, failed.failure):
            ended(**_ENDED)
        settled += [answered, failed]
        changed.append(answered)
    log.stop(changing(events.stop), [talk], everything, **_EACH).success(**_ENDED)
    shown = log.show(changing(events.show), [talk], [talk, article_view], **_NOW)
    article_view.other(looking(events.suggest), [talk], [parts.more], **_SUGGESTING)  # it shows another article than before
    parts.finder.wire(talk, article_view, parts.panel.uploads)
    parts.pages.wire(talk)
    return [*changed, shown, *parts.panel.wire(talk, log, parts.save, article_view, parts.welcome, parts.more, settled)]


def _wire_visit(parts: Parts, events: Events) -> list[Any]:
    """Connect what concerns the visit as a whole; the events that change the conversation."""
    talk, line, visit = parts.talk, parts.line, VisitEvents(events)
    opened, everything = _opened(parts), _everything(parts)
    whole = [*opened, parts.panel.sources]
    line.article(sending(visit.article), [talk], [parts.stored_article], **_EACH)
    restored = line.restore(changing(visit.restore), [talk], [*whole, parts.returned_question], **_EACH)
    changed = [
        restored,
        line.forget(changing(visit.forget), [talk], whole, **_EACH),
        line.turn(changing(events.open), [talk], opened, **_EACH),
        line.undo(changing(events.undo), [talk], everything, **_EACH),
    ]
    chat = [talk, parts.log, parts.article_view, parts.notice]
    restarted = parts.new.click(changing(visit.restart), [talk], chat, **_NOW)
    reopened = parts.log.reopen(changing(visit.reopen), [talk], [*chat, parts.panel.sources], **_NOW)
    for done in (restored, reopened):
        done.success(looking(events.suggest), [talk], [parts.more], **_SUGGESTING)
    for done in (*changed, restarted, reopened):
        done.success(looking(events.welcome), [talk], [parts.welcome], **_SUGGESTING)
    for done in changed:
        done.success(**_ENDED)
        done.failure(**_ENDED)
    return [
        *changed,
        restarted,
        reopened,
        parts.log.judge(changing(visit.judge), [talk], [talk, parts.notice], **_EACH),
        parts.marks.unmark(changing(visit.unmark), [talk], [talk, parts.article_view], **_NOW),
    ]


def _opened(parts: Parts) -> list[Any]:
    return [parts.talk, parts.log, parts.article_view, parts.fold, parts.notice]


def _everything(parts: Parts) -> list[Any]:
    return [parts.talk, parts.log, parts.article_view, parts.returned_question, parts.notice]


@cache
def _script(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")
