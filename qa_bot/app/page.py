"""The page: a chat on the left, the article on the right, and the one public endpoint `/ask`.

What a visitor did lives in a `gr.State`, as a `Session`; the bot and the article are shared and never change. An event renders the whole chat and
the whole article again, and the browser keeps the nodes that did not change.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api

from qa_bot.app.chat_html import render_paper, render_saves, render_welcome
from qa_bot.app.conversation import Conversation
from qa_bot.app.events import Events
from qa_bot.app.first_paint import stored_suggestions
from qa_bot.app.markup import VALUE, Html, data_block, html_block, sending, text_html
from qa_bot.app.panel import Panel
from qa_bot.app.service import Asked, QuestionService
from qa_bot.app.session import Session, answering, changing, looking, visits_in
from qa_bot.app.upload import Uploads
from qa_bot.article import Article
from qa_bot.highlight import text_to_html

_STATIC = Path(__file__).parent / "static"
_READER: dict[str, Any] = {"concurrency_id": "reader", "concurrency_limit": None}  # service.turns gives the turns, also to HTTP and MCP
_HERE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_NOW: dict[str, Any] = {"queue": False, **_HERE}
_EACH: dict[str, Any] = {**_NOW, "trigger_mode": "multiple"}  # else gradio drops an event while its last run is being cleared away
_LOG = '<div class="log" role="log" aria-label="Conversation" aria-live="polite">' + VALUE + "</div>"
_NOTICE = '<p role="alert">' + VALUE + "</p>"
_LINE = '<ol aria-label="Questions that wait"></ol><p class="again caption" hidden>Your visit is kept in this browser only. <button type="button">Forget it</button></p>'
_ENDED = {"fn": None, "js": "() => window.qaBot.ended()"}
_FOLD = '<button type="button" aria-expanded="false" aria-controls="sheet"><span dir="auto">' + VALUE + "</span></button>"
_MARKS = (
    '<nav aria-label="Marks in the article" hidden><button type="button" data-by="-1" aria-label="Previous mark">←</button>'
    '<output></output><button type="button" data-by="1" aria-label="Next mark">→</button>'
    '<button type="button" data-back hidden>Back to where I was reading</button></nav>'
)


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
    page = gr.Blocks(title=f"{article.title} · {name}" if article.title else name, analytics_enabled=False, delete_cache=(600, 600))
    with page:
        api(events.endpoint, api_name="ask", **_READER)  # first: the page's private events would take the name otherwise
        talk = gr.State(Session(visits_in(service.visit_memory)))
        with gr.Row(elem_id="page"):
            with gr.Column(elem_id="chat"):
                with gr.Row(elem_id="bar"):
                    html_block(Html(f"<strong>{text_to_html(name)}</strong>"), elem_id="name")
                    save = html_block(render_saves(), elem_id="save", script=_script("save.js"))
                    new = gr.Button("New conversation", elem_id="new", size="sm")
                with gr.Column(elem_id="talk"):
                    welcome = html_block(
                        render_welcome(stored_suggestions(service.store.name_of(article))), elem_id="welcome", script=_script("welcome.js")
                    )
                    log = html_block(Html(), elem_id="log", script=_script("log.js"), template=_LOG)
                    line = html_block(Html(_LINE), elem_id="line", script="".join(map(_script, ("memory.js", "asking.js", "address.js"))))
                    more = html_block(Html(), elem_id="more", script=_script("welcome.js"))
                notice = html_block(Html(), elem_id="notice", template=_NOTICE)
                back = data_block(elem_id="back", script=_script("back.js"))
                keeper = data_block(elem_id="keeper", script=_script("keeper.js"))
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
            with gr.Column(elem_id="paper"):
                fold = html_block(text_html(article.title or "The article"), elem_id="fold", script=_script("fold.js"), template=_FOLD)
                panel = Panel(Uploads(events, service.settings.allow_urls))
                sheet = html_block(render_paper(article, Conversation()), elem_id="sheet", script=_script("paper.js"))
                html_block(Html(_MARKS), elem_id="marks", script=_script("marks.js"))
        asked = [talk, log, more, notice]
        opened = [talk, log, sheet, fold, notice]
        everything = [talk, log, sheet, back, notice]
        settled, changed = list[Any](), list[Any]()
        for started in (
            line.ask(changing(events.ask_named), [talk, panel.later], asked, **_EACH),
            line.retry(changing(events.retry), [talk], asked, **_EACH),
            line.literal(changing(events.ask_as_typed), [talk], asked, **_EACH),
            line.open(changing(events.open), [talk], opened, **_EACH),
        ):
            answered = started.then(answering(events.answer), [talk], everything, trigger_mode="multiple", **_READER, **_HERE)
            failed = answered.failure(changing(events.settle), [talk], everything, trigger_mode="multiple", **_NOW)
            answered.success(looking(events.suggest), [talk], [more], trigger_mode="always_last", concurrency_limit=None, **_HERE)
            for ended in (started.failure, answered.success, failed.success, failed.failure):
                ended(**_ENDED)
            settled += [answered, failed]
            changed.append(answered)
        restored = [*opened, panel.picker]
        for done in (
            line.restore(changing(events.restore), [talk], restored, **_EACH),
            line.forget(changing(events.forget), [talk], restored, **_EACH),
            line.turn(changing(events.open), [talk], opened, **_EACH),
            line.undo(changing(events.undo), [talk], everything, **_EACH),
        ):
            done.success(**_ENDED)
            done.failure(**_ENDED)
            changed.append(done)
        log.stop(changing(events.stop), [talk], everything, **_EACH).success(**_ENDED)
        log.show(changing(events.show), [talk], [talk, sheet], **_NOW)
        changed.append(new.click(changing(events.restart), [talk], [talk, log, sheet, notice], **_NOW))
        changed += panel.wire(talk, log, save, sheet, welcome, settled)
        for done in changed:  # the browser keeps the visit as it is now
            done.success(looking(events.snapshot), [talk], [keeper], trigger_mode="always_last", **_NOW)
        page.unload(events.left)
        page.load(sending(events.welcome), None, welcome, concurrency_limit=None, **_HERE)
    page.queue(max_size=service.settings.queue)
    return page


@cache
def _script(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")
