"""Starts workers for tests without loading everything anew for each: loads once, and forks.

A line of JSON on its input, an answer on its output: {"start": [words], "output": file} gives the process id of a
`manage.py WORDS`; {"wait": id, "seconds": n} gives how that ended, or null.
"""

import json
import os
import signal
import sys
import time

import django


def start(words, output):
    pid = os.fork()
    if pid:
        return pid
    # from here on as a process of its own, to which nothing of the tests' is known
    os.setsid()
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in (1, 2):
        os.dup2(file, number)
    sys.argv = ["manage.py", *words]
    import manage

    try:
        manage.main()
    except SystemExit as ending:
        code = ending.code
        if isinstance(code, str):
            print(code, file=sys.stderr)
            code = 1
    else:
        code = 0
    sys.stdout.flush(), sys.stderr.flush()
    os._exit(code or 0)


def wait(pid, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    return None


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    django.setup()
    for line in sys.stdin:
        asked = json.loads(line)
        found = start(asked["start"], asked["output"]) if "start" in asked else wait(asked["wait"], asked["seconds"])
        print(json.dumps(found), flush=True)
