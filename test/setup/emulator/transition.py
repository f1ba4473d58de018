"""Lifecycle transitions are stored and never carried out: POST /_test/transition?bucket=&key=&class= carries one out.

HEAD by version id then also shows how far a restore is, which the emulator shows without the id only.
"""


def install():
    from ministack import app
    from ministack.services import s3

    answer = app._handle_pre_body_request
    record_of = s3._object_record_from_version
    moved = {}

    async def with_transition(method, path, headers, query, request_id):
        if path != "/_test/transition" or method != "POST":
            return await answer(method, path, headers, query, request_id)
        bucket, key, storage_class = (query[name][0] for name in ("bucket", "key", "class"))
        current = s3._buckets[bucket]["objects"][key]
        current["storage_class"] = storage_class
        current.pop("restore", None)
        for version in s3._object_versions.get((bucket, key), []):
            version["storage_class"] = storage_class
            moved[version["version_id"]] = current
        return 200, {"Content-Type": "application/json"}, b"{}"

    def with_restore(version):
        record = record_of(version)
        current = moved.get(version["version_id"])
        if current and current.get("version_id") == version["version_id"] and current.get("restore"):
            record["restore"] = current["restore"]
        return record

    app._handle_pre_body_request = with_transition
    s3._object_record_from_version = with_restore
