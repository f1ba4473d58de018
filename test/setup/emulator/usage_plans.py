"""Usage plans count by the key that the authorizer names, where the API says so (apiKeySource AUTHORIZER)."""

import contextvars
import json

_named = contextvars.ContextVar("key_named_by_the_authorizer", default=None)


def install():
    from ministack.services import apigateway_v1 as gateway

    invoke_authorizer = gateway._invoke_authorizer_lambda
    key_from_request = gateway._api_key_from_request
    execute = gateway._execute_in_scope

    async def in_scope(request, api_id, *rest):
        _named.set(None)
        return await execute(request, api_id, *rest)

    async def invoke(authorizer, event, account_id, region):
        result = await invoke_authorizer(authorizer, event, account_id, region)
        answer = (result or {}).get("body")
        if isinstance(answer, (str, bytes)):
            answer = json.loads(answer)
        if isinstance(answer, dict):
            _named.set(answer.get("usageIdentifierKey"))
        return result

    gateway._execute_in_scope = in_scope
    gateway._invoke_authorizer_lambda = invoke
    gateway._api_key_from_request = lambda headers: _named.get() or key_from_request(headers)
