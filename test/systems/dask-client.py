"""Computes for as long as it is told to, and holds every result to what it must be. Prints a line of JSON for each round."""

import json
import sys
import time

from distributed import Client


def grow(number):
    time.sleep(0.02)
    return bytes([number % 251]) * 100_000


def weigh(parts):
    return sum(part[0] * len(part) for part in parts)


def main(address, flag):
    client = Client(address, timeout=60)
    kept = client.scatter({f"kept-{n}": bytes([n]) * 200_000 for n in range(20)})
    held = [client.submit(grow, n, key=f"held-{n}") for n in range(40)]
    rounds = tasks = 0
    while True:
        last = open(flag).read() != "on"
        base = rounds * 1000
        parts = client.map(grow, range(base, base + 48), pure=False)
        total = client.submit(weigh, parts, pure=False).result(timeout=120)
        assert total == sum((base + n) % 251 * 100_000 for n in range(48)), total
        rounds += 1
        tasks += 49
        print(json.dumps({"rounds": rounds, "tasks": tasks}), flush=True)
        if last:
            break
    # Results that were there before all of it, and data that nobody could compute anew.
    assert client.gather(held) == [grow(n) for n in range(40)]
    assert client.gather(kept) == {f"kept-{n}": bytes([n]) * 200_000 for n in range(20)}
    print(json.dumps({"done": True, "rounds": rounds, "tasks": tasks, "held": 60}), flush=True)
    client.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
