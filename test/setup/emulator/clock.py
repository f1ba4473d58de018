"""Time of SQS and SNS can be moved on: POST /_test/clock?ms=5000. Tests wait for no visibility timeout then.

All else, signatures among it, goes by the clock of the machine.
"""

import time


class ShiftedTime:
    """The module `time`, later."""

    def __init__(self):
        self.shift = 0.0

    def time(self):
        return time.time() + self.shift

    def __getattr__(self, name):
        return getattr(time, name)


def install():
    from ministack import app
    from ministack.services import sns, sqs

    clock = ShiftedTime()
    sqs.time = clock
    sns.time = clock
    answer = app._handle_pre_body_request

    async def with_clock(method, path, headers, query, request_id):
        if path != "/_test/clock" or method != "POST":
            return await answer(method, path, headers, query, request_id)
        clock.shift += float(query["ms"][0]) / 1000
        return 200, {"Content-Type": "application/json"}, b"{}"

    app._handle_pre_body_request = with_clock
