"""The benches themselves work: small runs, whose figures mean nothing but must all be there."""

import asyncio
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.live.screens import Page
from bench.wire import Stream

ROOT = Path(__file__).parent.parent
FIGURES = {
    "clients",
    "streams",
    "last_ms",
    "cpu_percent",
    "kib_per_client",
    "burst",
    "H",
    "page_to_H",
    "post_to_H",
    "acknowledged",
    "missing",
    "doubled",
    "load_average",
}


def test_a_small_room_loses_nothing_and_ends_as_its_pages_are() -> None:
    command = [sys.executable, "-m", "bench", "live", "--clients=20", "--seconds=3", "--burst=40"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    figures = json.loads(run.stdout.splitlines()[-1])
    assert figures.keys() >= FIGURES
    assert figures["streams"] == 22  # the tablets, the console and the wall
    assert figures["acknowledged"] > 40  # the burst, and those of the rates
    assert figures["missing"] == figures["doubled"] == 0
    assert figures["burst"]["lost_streams"] == figures["errors_logged"] == 0


def test_a_short_paper_is_measured_in_every_form() -> None:
    command = [sys.executable, "-m", "bench", "papers", "--pages=2", "--turns=1"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    figures = json.loads(run.stdout.splitlines()[-1])
    assert figures["pages"] >= 2 and figures["errors_logged"] == 0
    for form in ("html", "docx", "pdf"):
        assert figures[form]["ms"]["median"] > 0 and figures[form]["kb"] > 0
        assert 0 < figures[form]["to_H"] < 1
    assert figures["others_wait_ms"].keys() == {"alone", "beside_pdf"}


def test_every_bad_row_of_a_small_roster_is_named_and_a_good_one_is_imported() -> None:
    command = [sys.executable, "-m", "bench", "import", "--rows=120", "--bad=30"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    figures = json.loads(run.stdout.splitlines()[-1])
    assert figures["bad_rows_named"] == 30 and figures["good_rows_blamed"] == 0
    assert figures["on_roster"] == 120
    assert figures["told_s"] > 0 and figures["told_to_plain"] > 0 and figures["import_s"] > 0


def test_a_page_is_read_as_the_browser_reads_it() -> None:
    page = Page.read(
        '<input type="hidden" name="csrf_token" value="a.b">'
        '<div hx-ext="sse" sse-connect="/live?on=visit.1@3&amp;on=mine.2@0" sse-close="crowded">'
        '<div id="live-visit-1" sse-swap="visit.1" data-poll="/live/visit/1" data-version="3">'
        '<div class="here">到站</div>\n<p>现场</p></div></div>'
    )
    assert page.stream == "/live?on=visit.1@3&on=mine.2@0"
    assert page.token == page.fields["csrf_token"] == "a.b"
    assert page.regions["visit.1"].version == 3
    assert page.regions["visit.1"].html == '<div class="here">到站</div>\n<p>现场</p>'


async def heard(*packets: bytes) -> Stream:
    stream = Stream("/live", "", 1, lambda: None)
    for packet in packets:
        stream.data_received(packet)
    return stream


def test_a_stream_is_read_whole_however_it_is_cut_into_packets() -> None:
    event = "id: visit.1@7\nevent: visit.1\ndata: <p>现场</p>\ndata: \n\n".encode()
    body = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    body += b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (b"retry: 400\n\n", event))
    for size in (1, 7, len(body)):
        packets = [body[at : at + size] for at in range(0, len(body), size)]
        with ThreadPoolExecutor() as aside:  # a browser test may have left a loop in this thread
            stream = aside.submit(asyncio.run, heard(*packets)).result()
        assert stream.shown["visit.1"].version == 7
        assert stream.shown["visit.1"].html == "<p>现场</p>\n"


def test_a_short_draft_is_typed_into_and_saves_itself() -> None:
    command = [sys.executable, "-m", "bench", "editor", "--items=3", "--keys=6"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    figures = json.loads(run.stdout.splitlines()[-1])
    assert (figures["items"], figures["keystrokes"]) == (3, 6)
    assert figures["loaded_to_bare_route"] > 0 and figures["painted_ms"]["worst"] > 0
    assert figures["saved"].startswith("已保存")


def test_a_small_board_is_measured_on_both_databases() -> None:
    command = [sys.executable, "-m", "bench", "board", "--sizes", "60"]
    command += ["--deep=20", "--turns=2", "--seconds=0.2"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    figures = json.loads(run.stdout.splitlines()[-1])
    assert figures["cards"] == 60 and figures["first_page_ms"]["60"]["median"] > 0
    assert figures["search_ms"].keys() == {"sqlite", "postgresql"}
    assert figures["unchanged_to_H"] > 0 and figures["fresh_to_H"] > 0
    assert figures["list_60_ms"]["ratio"] > 0 and figures["kb"] < 60


def test_the_figures_of_a_small_county_are_measured() -> None:
    command = [sys.executable, "-m", "bench", "figures", "--matters=80", "--open=80", "--turns=1"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    figures = json.loads(run.stdout.splitlines()[-1])
    assert figures["figures"]["next_s"] > 0 and figures["remind"]["reminders"] > 0
