"""A client that inserts one row after the other, through whichever server takes writes, until it is told to end.

Every row that was acknowledged is printed as `acknowledged <id>`; each failed try as `retry <id> <reason>`, after which the same
row is tried again. At the end it prints the longest time between two acknowledgements, in milliseconds.
Arguments: a libpq connection string without the password, which is in PGPASSWORD.
"""

import signal
import sys
import time

import psycopg2

running = True


def end(*_):
    global running
    running = False


signal.signal(signal.SIGTERM, end)


def main(dsn):
    connection = None
    number = 0
    last = None
    longest = 0.0
    while running:
        try:
            if connection is None:
                connection = psycopg2.connect(dsn)
                with connection.cursor() as cursor:
                    cursor.execute("CREATE TABLE IF NOT EXISTS written (id bigint PRIMARY KEY)")
                connection.commit()
            with connection.cursor() as cursor:
                # An earlier try may have been written though its answer was lost.
                cursor.execute("INSERT INTO written VALUES (%s) ON CONFLICT DO NOTHING", (number,))
            connection.commit()
        except psycopg2.Error as error:
            print("retry", number, str(error).strip().replace("\n", " ")[:200], flush=True)
            if connection is not None:
                connection.close()
            connection = None
            time.sleep(0.1)
            continue
        now = time.monotonic()
        if last is not None:
            longest = max(longest, now - last)
        last = now
        print("acknowledged", number, flush=True)
        number += 1
        time.sleep(0.005)
    print("longest", int(longest * 1000), flush=True)


main(sys.argv[1])
