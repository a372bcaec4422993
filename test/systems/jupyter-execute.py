"""Has a kernel run a cell, as a browser does, and waits until it is idle again or gone."""

import json
import sys

from websocket import WebSocketException, create_connection

channel = create_connection(sys.argv[1])
channel.send(sys.argv[2])
try:
    while True:
        told = json.loads(channel.recv() or "null")
        if told is None:
            break
        if told["msg_type"] == "status" and told["content"]["execution_state"] == "idle":
            if told["parent_header"].get("msg_id") == "one":
                break
except WebSocketException:
    pass
