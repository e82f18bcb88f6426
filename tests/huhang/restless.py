"""A program for the tests of the supervisor: starts a process of its own, says so, and dies or stays."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from huhang.lifeline import Lifeline


def main() -> None:
    lifeline = Lifeline()
    started = subprocess.Popen(["sleep", "600"])
    lifeline.say(me=os.getpid(), started=started.pid, text="你好")
    if os.environ.get("RESTLESS"):
        sys.exit(3)
    time.sleep(600)


if __name__ == "__main__":
    main()
