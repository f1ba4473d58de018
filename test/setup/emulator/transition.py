"""Lifecycle transitions are stored and never carried out: POST /_test/transition?bucket=&key=&class= carries one out."""


def install():
    from ministack import app
    from ministack.services import s3

    answer = app._handle_pre_body_request

    async def with_transition(method, path, headers, query, request_id):
        if path != "/_test/transition" or method != "POST":
            return await answer(method, path, headers, query, request_id)
        bucket, key, storage_class = (query[name][0] for name in ("bucket", "key", "class"))
        s3._buckets[bucket]["objects"][key]["storage_class"] = storage_class
        for version in s3._object_versions.get((bucket, key), []):
            version["storage_class"] = storage_class
        return 200, {"Content-Type": "application/json"}, b"{}"

    app._handle_pre_body_request = with_transition
