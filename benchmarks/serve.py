"""How many requests a second the API of `runner-intake serve` answers, and how long the slowest of a hundred
take.

python benchmarks/serve.py [SECONDS] [WORKERS ...]

The clients run on the same computer and take their share of it.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from statistics import quantiles

ANSWERS = {
    "data_consent": True,
    "age_years": 35,
    "urgent_head_chest": ["none"],
    "urgent_body": ["none"],
    "pain_sites": ["heel"],
    "pain_running_0_10": 5,
}
BODY = json.dumps({"answers": ANSWERS})
CLIENTS = 4


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(connection: HTTPConnection, path: str) -> float:
    """How long one request takes, in milliseconds."""
    start = time.perf_counter()
    connection.request("POST", path, BODY, {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise SystemExit(f"{path} answered {response.status}")
    return 1000 * (time.perf_counter() - start)


def load(port: int, path: str, seconds: float) -> list[float]:
    """The times of all requests that some clients make one after the other."""
    times: list[float] = []
    end = time.perf_counter() + seconds

    def client() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < end:
            times.append(ask(connection, path))

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def serve(workers: int, config: str) -> tuple[subprocess.Popen[bytes], int]:
    """The program, once it answers."""
    port = free_port()
    run = [sys.executable, "-m", "runner_intake", "serve", "--port", str(port), "--config", config]
    process = subprocess.Popen([*run, "--workers", str(workers)], stderr=subprocess.DEVNULL)
    while True:
        try:
            HTTPConnection("127.0.0.1", port).request("GET", "/health")
        except OSError:
            if process.poll() is not None:
                raise SystemExit("The program does not serve.") from None
            time.sleep(0.2)
        else:
            return process, port


def main() -> None:
    """Prints a table for docs/benchmarks.md."""
    import tempfile  # noqa: PLC0415  (only here)

    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    print("| request | workers | requests a second | half within, ms | 99 of 100 within, ms |")
    print("|---|---|---|---|---|")
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as config:
        config.write("requests_per_minute = 1000000\n")
        config.flush()
        for workers in [int(text) for text in sys.argv[2:]] or [1, 2]:
            process, port = serve(workers, config.name)
            for path in ("/api/next", "/api/assess"):
                load(port, path, 1.0)
                times = load(port, path, seconds)
                cuts = quantiles(times, n=100)
                figures = f"{len(times) / seconds:.0f} | {cuts[49]:.0f} | {cuts[98]:.0f}"
                print(f"| POST {path} | {workers} | {figures} |")
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
