/**
 * Routes for the scheduler's own HTTP server (`distributed.scheduler.http.routes`). Dask's own /api/v1/retire_workers strikes the worker
 * off when its data has moved: the process ends, is started again and takes tasks, while we are about to stop it; it tells no progress and
 * cannot be taken back. These call the same Scheduler.retire_workers with `remove=False`, which leaves a worker that takes no tasks in
 * the list, until it goes or is told to run again. Docs: docs/decisions/0024-dask-routes.md.
 */
export const schedulerRoutes = `import asyncio
import json
from collections import Counter
from time import time

from distributed.active_memory_manager import RetireWorker
from distributed.core import Status
from distributed.http.utils import RequestHandler

# Addresses that were asked to leave by us, and what runs for them.
asked = set()
running = set()


def is_leaving(ws):
    return ws.status == Status.closing_gracefully


def only_there(ws):
    return [ts for ts in ws.has_what if all(o is ws or is_leaving(o) for o in ts.who_has)]


def describe(ws, whole):
    told = {
        "name": str(ws.name),
        "address": ws.address,
        "status": ws.status.name,
        "memoryLimit": ws.memory_limit or 0,
        "memory": ws.metrics.get("memory") or 0,
        "processing": len(ws.processing),
        "actors": len(ws.actors),
    }
    if whole:
        alone = only_there(ws)
        told["alone"] = {"keys": len(alone), "bytes": sum(max(0, ts.nbytes) for ts in alone)}
    return told


def describe_all(scheduler, name):
    states = Counter()
    for group in scheduler.task_groups.values():
        states.update(group.states)
    return {
        "waiting": states["waiting"] + states["queued"] + states["no-worker"],
        "processing": states["processing"],
        "keys": states["memory"],
        "bytes": sum(ws.nbytes for ws in scheduler.workers.values()),
        "clients": sum(1 for client in scheduler.clients if client != "fire-and-forget"),
        "workers": [describe(ws, str(ws.name) == name) for ws in scheduler.workers.values()],
    }


def retire(scheduler, ws):
    policies = scheduler.extensions["amm"].policies
    moving = any(isinstance(p, RetireWorker) and p.address == ws.address for p in policies)
    if is_leaving(ws) and ws.address not in asked:
        return  # somebody else retires it
    if not is_leaving(ws) or (not moving and only_there(ws)):
        asked.add(ws.address)
        task = asyncio.ensure_future(
            scheduler.retire_workers(workers=[ws.address], close_workers=False, remove=False)
        )
        running.add(task)
        task.add_done_callback(running.discard)
    if is_leaving(ws):
        # What waits in its queue would stay there: it begins nothing any more.
        for ts in list(ws.processing):
            if ts not in ws.executing and ts not in ws.long_running:
                scheduler._reschedule(ts.key, stimulus_id=f"statewright-retire-{time()}")


def bring_back(scheduler, ws):
    if ws.address not in asked or not is_leaving(ws):
        return
    asked.discard(ws.address)
    manager = scheduler.extensions["amm"]
    for policy in list(manager.policies):
        if isinstance(policy, RetireWorker) and policy.address == ws.address:
            manager.policies.remove(policy)
    # As Scheduler does when a retirement is aborted; the worker confirms it.
    stimulus = f"statewright-return-{time()}"
    scheduler.stream_comms[ws.address].send(
        {"op": "worker-status-change", "status": "running", "stimulus_id": stimulus}
    )


class Members(RequestHandler):
    def get(self):
        self.write(describe_all(self.server, self.get_argument("of", "")))

    def post(self):
        wish = json.loads(self.request.body)
        act = {"retire": retire, "return": bring_back}[wish["act"]]
        for ws in list(self.server.workers.values()):
            if str(ws.name) == wish["name"]:
                act(self.server, ws)
        self.write(describe_all(self.server, wish["name"]))


routes = [("statewright/members", Members, {})]
`;

/**
 * What a worker's pod does before it ends, for whatever reason: its data goes to the others first. Done at once where a drain came before;
 * gives up quietly where there is no scheduler or nobody to take it.
 */
export const leaveScript = `import json
import os
import time
import urllib.request

url = f"http://{os.environ['SCHEDULER_HOST']}:{os.environ['SCHEDULER_HTTP_PORT']}/statewright/members"
wish = json.dumps({"act": "retire", "name": os.environ["POD_NAME"]}).encode()
end = time.monotonic() + float(os.environ["LEAVE_SECONDS"])
while time.monotonic() < end:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data=wish), timeout=5) as reply:
            told = json.load(reply)
    except OSError:
        break
    own = [worker for worker in told["workers"] if worker["name"] == os.environ["POD_NAME"]]
    if not own or len(told["workers"]) == 1:
        break
    if own[0]["status"] == "closing_gracefully" and own[0]["processing"] == own[0]["alone"]["keys"] == 0:
        break
    time.sleep(0.5)
`;
