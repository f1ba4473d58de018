"""RunInstances with a ClientToken is idempotent, as EC2 documents it: the emulator takes no notice of the token.

The same request gives the same instance; another request under the token is refused as IdempotentParameterMismatch,
and one whose instance has ended as IdempotentInstanceTerminated.
"""

import re
import threading


def install():
    from ministack.services import ec2

    run = ec2._ACTION_MAP["RunInstances"]
    launched = {}
    one_at_a_time = threading.Lock()

    def asked(params):
        return {key: value for key, value in params.items() if key != "Action"}

    def repeat(params, before):
        if asked(params) != before["asked"]:
            return ec2._error(
                "IdempotentParameterMismatch",
                "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).",
                400,
            )
        there = [ec2._instances.get(id) for id in before["ids"]]
        if any(found is None or found["State"]["Name"] == "terminated" for found in there):
            return ec2._error(
                "IdempotentInstanceTerminated",
                "The instance that was launched with this client token has been terminated.",
                400,
            )
        items = "".join(ec2._instance_xml(found) for found in there)
        return ec2._xml(200, "RunInstancesResponse", f"<instancesSet>{items}</instancesSet>")

    def run_once(params):
        token = ec2._p(params, "ClientToken")
        if not token:
            return run(params)
        if len(token) > 64 or not token.isascii():
            return ec2._error("InvalidClientToken.Malformed", "A client token has up to 64 ASCII characters.", 400)
        place = (ec2.get_account_id(), ec2.get_region(), token)
        with one_at_a_time:
            if place in launched:
                return repeat(params, launched[place])
            answer = run(params)
            if answer[0] == 200:
                ids = re.findall(r"<instanceId>(i-[0-9a-f]+)</instanceId>", answer[2].decode())
                launched[place] = {"asked": asked(params), "ids": ids}
            return answer

    ec2._ACTION_MAP["RunInstances"] = run_once
