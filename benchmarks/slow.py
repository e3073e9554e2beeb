"""Clients that dawdle or are silent, beside visitors who move knobs; see `benchmarks.replicas`."""

from __future__ import annotations

import base64
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks import replicas as site_of
from benchmarks.guests import Crowd
from benchmarks.visitors import recorded
from deploy.serve import Served, site
from tests.browser.conftest import free_port

LARGE = "/app/static/stage"
"""The beginning of the path of Plotly's JavaScript: more than the buffers of a socket hold."""
TIME_OUTS = 130.0
"""Seconds after which all must be free: those of a silent socket are 90, see deploy/site.conf."""
MOST_RATIO = 1.5
"""So many times the p95 without them may it be with them."""
