#@title Feedback before handing in: run this cell
# Assay feedback cell 2: sends this notebook, without outputs, and shows what the visible checks say. Nothing counts.
def assay_feedback(server="@SERVER@", assignment="@ASSIGNMENT@"):  # no secret: you sign in on a page of the server's
    import base64, contextlib, gzip, html, http.client, importlib, json, os, sys, time, urllib.error, urllib.request, IPython.display
    names, esc, pack = get_ipython().user_ns, lambda it: html.escape(str(it)), lambda it: json.dumps(it).encode()
    screen = IPython.display.display({"text/plain": "Reading the notebook …"}, raw=True, display_id=True)
    Stop, Stay = type("Stop", (BaseException,), {}), type("Stay", (urllib.request.HTTPRedirectHandler,), {"redirect_request": lambda *_: None})
    def show(text, more=""): screen.update({"text/plain": text, "text/html": f"<p>{esc(text)}</p>{more}"}, raw=True)
    def stop(text, sure=""): raise Stop(text, sure)
    def ask(method, path, data=None, read=json.load, patient=False, again=True, until=0, **head):
        head |= {"Authorization": f"Bearer {names.get('_assay_token')}", "Assay-Cell": "2", "Content-Type": "application/json"}
        try: return read(urllib.request.build_opener(Stay).open(urllib.request.Request(server + path, data, head, method=method), timeout=60))
        except (OSError, ValueError, http.client.HTTPException) as failure: odd, status = failure, getattr(failure, "code", 0)
        if status == 401 and names.pop("_assay_token", None) and again: return sign_in() or ask(method, path, data, read, patient, False, **head)
        if (away := status >= 500 or not status and not isinstance(odd, ValueError)) and patient and time.time() < (until := until or show(f"{server} is away: this cell asks again for up to two minutes.") or time.time() + 120):
            return time.sleep(2) or ask(method, path, data, read, patient, again, until, **head)
        if 300 <= status < 400: stop(f"{server} has moved: ask course staff for the new address.", "moved")
        with contextlib.suppress(Exception): stop("{message} {remedy}".format_map(error := json.load(odd)["error"]), error["code"])
        raise Stop(f"{server} cannot be reached from here: try again in a few minutes.", not status and isinstance(odd, urllib.error.URLError)) if away else odd
    def tried(*what, **how):
        with contextlib.suppress(Exception, Stop): return ask(*what, again=False, **how)
    def notebook():
        if "google.colab" in sys.modules and "__vsc_ipynb_file__" not in names:
            page = lambda: importlib.import_module("google.colab._message").blocking_request("get_ipynb", request="", timeout_sec=30)
            return (page() or page() or stop("Colab did not hand the notebook over: clear large outputs (Edit menu)."))["ipynb"]
        if not os.path.isfile(path := names.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME", "")): stop("The file of this notebook cannot be found from here.")
        before, end = os.stat(path).st_mtime_ns, time.time() + 5
        screen.update({"application/javascript": "document.querySelector('[data-command=\"docmanager:save\"]')?.click()"}, raw=True)
        while os.stat(path).st_mtime_ns == before and time.time() < end: time.sleep(0.1)
        with open(path, encoding="utf8") as file: found = json.load(file)
        cells, ran = ["", *("".join(cell["source"]).strip() for cell in found["cells"])], get_ipython().history_manager.input_hist_raw
        saved = os.stat(path).st_mtime_ns != before or all(it.strip() in cells for it in ran[-2:])
        return found if saved else stop("The file lacks what you ran last: save it (Ctrl+S), run what you changed since, then this cell again.")
    def sign_in():
        code = ask("POST", "/v1/device/codes", pack({"client": "cell"}))
        show(f"Sign in at {code['verificationUri']} and type {code['userCode']} there; this cell waits for you.")
        while "_assay_token" not in names and not time.sleep(code["intervalSeconds"]):
            try: names["_assay_token"] = ask("POST", "/v1/device/tokens", pack({"deviceCode": code["deviceCode"]}), patient=True)["token"]
            except Stop as wait: wait.args[1] in ("authorizationPending", "slowDown") or stop(*wait.args)
    def row(check):
        parts = {**check, "begin with": (it := check.get("followsFrom")) and f"cell {it['cell']}: this follows from what happened there."}
        words = "\n".join(f"{name.title()}: {parts[name]}" for name in ("message", "expected", "got", "hint", "begin with") if parts.get(name))
        return f"<tr><td>{esc(check['result'])}</td><td>{esc(', '.join(f'{part} {at}' for part, at in check.get('definedAt', {}).items()))}</td><td><details{' open' * (check['status'] == 'failed')}><summary>{esc(check['title'])}</summary><pre>{esc(words)}</pre></details></td></tr>"
    def plot(it, read=lambda got: base64.b64encode(got.read()).decode()):
        return (png := tried("GET", it["path"], read=read)) and f"<p>Plot of cell {esc(it['cell'])}:<br><img alt='' src='data:image/png;base64,{png}'></p>" or ""
    run, found, last = {}, {}, (safe := f"Nothing was lost and nothing was counted; there is also the page {server}")
    try:
        found = (it := notebook()) | {"metadata": {}, "cells": [cell | {"metadata": {"tags": cell["metadata"].get("tags", [])}, "outputs": []} for cell in it["cells"]]}
        last = ("_assay_token" not in names and sign_in()) or "Run this cell again to see whether it was sent: the same sources are the same run."
        run = ask("POST", f"/v1/feedback/{assignment}", gzip.compress(pack(found)), **{"Content-Encoding": "gzip"})
        last = f"The run goes on: see {server + run['page']}, or run this cell again: the same sources are the same run."
        while show(run.get("place", {}).get("text", run["message"])) or not run["ended"]: run = ask("GET", f"/v1/feedback/runs/{run['id']}?waitSeconds=10", patient=True)
        last = run["tokens"]["text"]; told = run.get("report") or stop(run["message"])
        more = [told.get("open"), told.get("hidden"), *told["cells"], *told["notes"], told["notice"], *told["price"], told.get("languageModels"), run["tokens"]["text"]]
        parts = [*map(row, told["checks"]), "</table>", *(f"<p>{esc(line)}</p>" for line in more if line), *map(plot, told["plots"][:6])]
        show(f"{told['points']['text']}. {told['headline']}", f"<table>{''.join(parts)}<p>All of it: {esc(server + run['page'])}</p>")
    except Stop as why: show(f"{why.args[0]} {safe if why.args[1] and not run else last}")
    except KeyboardInterrupt: show("You stopped this cell. " + (last if run.get("ended", True) else (tried("DELETE", f"/v1/feedback/runs/{run['id']}") or {}).get("message", last)))
    except Exception as odd: show(f"{'The server answered something that this cell does not understand' if found else 'This notebook cannot be read'}: {odd!r}. {last}")
assay_feedback()
