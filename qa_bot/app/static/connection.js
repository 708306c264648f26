// A line that is lost and found again. Gradio's page reloads itself when a stream breaks; here what is sent waits until the server answers,
// and of a stream that broke, the events that it owed are told as failed, so that the page goes on and asks again.
(() => {
  const send = window.fetch;
  const AGAIN = 1000; // milliseconds
  const AWAY = [502, 504]; // a proxy stands there, the server does not
  const pause = () => new Promise((done) => setTimeout(done, AGAIN));
  const owed = new Set(); // queued events whose end was not told yet

  const said = Object.assign(document.createElement("p"), { id: "offline", hidden: true, textContent: "Connection lost. Trying again…" });
  said.setAttribute("role", "status");
  document.addEventListener("DOMContentLoaded", () => document.body.append(said));
  const lost = () => {
    said.hidden = false;
    window.qaBot.stale?.();
  };
  const persist = async (where, how) => {
    for (;;) {
      // an event of a visit that the server may have forgotten comes after the visit; what says "known" is guarded by itself: see asking.js
      if (how?.method === "POST" && !String(how.body).includes('"known":')) await window.qaBot.caughtUp?.();
      try {
        const answer = await send(where, how);
        if (!AWAY.includes(answer.status)) {
          said.hidden = true;
          return answer;
        }
      } catch (error) {
        if (how?.signal?.aborted) throw error;
      }
      lost();
      await pause();
    }
  };

  const join = async (where, how) => {
    const answer = await persist(where, how);
    const { event_id: event } = await answer.clone().json().catch(() => ({}));
    if (event) owed.add(event);
    return answer;
  };

  // server-sent events, one by one
  const BREAKS = ["unexpected_error", "server_stopped"];
  const failed = (event) => ({ msg: "process_completed", event_id: event, output: { error: null, visible: false }, success: false });
  const written = (message) => new TextEncoder().encode(`data: ${JSON.stringify(message)}\n\n`);
  const events = async (where, how) => {
    const answer = await persist(where, how);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    const body = new ReadableStream({
      async pull(controller) {
        for (let closed = false; !closed; ) {
          const { value, done } = await reader.read().catch(() => ({ done: true }));
          if (how?.signal?.aborted) return controller.error(how.signal.reason);
          const lines = (rest + (value || "")).split("\n\n");
          rest = lines.pop();
          for (const line of lines) {
            const message = JSON.parse(line.replace(/^data:/, ""));
            if (BREAKS.includes(message.msg)) closed = true;
            else {
              if (message.msg === "progress") window.qaBot.progress?.(message.progress_data?.[0]?.desc);
              if (message.msg === "process_completed") owed.delete(message.event_id);
              controller.enqueue(written(message));
              if (message.msg === "close_stream") return controller.close();
            }
          }
          if (!done && !closed && lines.length) return;
          closed ||= done;
        }
        lost();
        const ends = [...[...owed].map(failed), { msg: "close_stream", event_id: null }];
        owed.clear();
        ends.forEach((message) => controller.enqueue(written(message)));
        controller.close();
      },
      cancel: (reason) => reader.cancel(reason),
    });
    return new Response(body, { status: answer.status, headers: answer.headers });
  };

  // by this stream the server knows that the page is open; it never ends by itself
  const heartbeat = async (where, how) => {
    let reader = (await persist(where, how)).body.getReader();
    const body = new ReadableStream({
      async pull(controller) {
        for (;;) {
          const { value, done } = await reader.read().catch(() => ({ done: true }));
          if (how?.signal?.aborted) return controller.error(how.signal.reason);
          if (!done) return controller.enqueue(value);
          lost();
          await pause();
          reader = (await persist(where, how)).body.getReader();
          window.qaBot.refresh?.();
        }
      },
      cancel: (reason) => reader.cancel(reason),
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };

  window.fetch = (where, how) => {
    const address = new URL(where.url || where, location.href);
    const path = address.pathname.split("/gradio_api/")[1] || "";
    if (address.origin !== location.origin || !path) return send(where, how);
    if (path.startsWith("queue/join")) return join(where, how);
    if (path.startsWith("queue/data")) return events(where, how);
    if (path.startsWith("heartbeat/")) return heartbeat(where, how);
    return path.startsWith("run/") ? persist(where, how) : send(where, how);
  };
})();
