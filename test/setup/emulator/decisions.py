"""Writes down each judgement of a request by its caller's policies: one JSON line each, for the proof of rights.

`by` are the Sids of the statements that allow the request; `needed` the one without which it would be denied. What the
policy of a resource then forbids is a line of its own.
"""

import contextvars
import json
import os

_policies = contextvars.ContextVar("policies_of_the_caller", default=None)


def install():
    place = os.environ.get("DECISIONS_FILE")
    if not place:
        return
    from ministack.core import iam_evaluator

    judge = iam_evaluator.evaluate
    resolve = iam_evaluator.resolve_principal
    admit = iam_evaluator.enforce

    def write(line):
        # One write of one line: whole, whoever else writes.
        with open(place, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def resolve_principal(*args, **named):
        principal = resolve(*args, **named)
        _policies.set(getattr(principal, "policies", None))
        return principal

    def evaluate(context, policies, *limits):
        result = judge(context, policies, *limits)
        # Policies of resources are judged by the same function.
        if policies is None or policies is not _policies.get():
            return result
        allowing = [
            statement
            for document in policies
            for statement in document
            if iam_evaluator._first_match(context, [statement], "Allow")
        ]
        write({
            "principal": context.principal_arn,
            "action": context.action,
            "resource": context.resource_arn,
            "decision": result.decision,
            "by": [statement.sid for statement in allowing],
            "needed": [allowing[0].sid] if len(allowing) == 1 and result.decision == "Allow" else [],
        })
        return result

    def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        result = admit(access_key_id, iam_action, service, region, resource_arn, service_context)
        if isinstance(result, iam_evaluator.EvalResult) and result.resource_policy_arn:
            write({
                "principal": result.principal_arn,
                "action": iam_action,
                "resource": resource_arn,
                "decision": "Deny",
                "by": [],
                "needed": [],
            })
        return result

    iam_evaluator.evaluate = evaluate
    iam_evaluator.resolve_principal = resolve_principal
    iam_evaluator.enforce = enforce
