"""What S3 documents and the emulator does not do.

Checksums of type FULL_OBJECT: CompleteMultipartUpload compares the CRC-32 that it is given with that of the joined
bytes, and the object keeps that one instead of a checksum of checksums
(https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html).
Parts below 5 MiB, except the last, are refused as EntityTooSmall
(https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html).
A range is honoured also where a version is named
(https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html).
Who may not list a bucket is not told that a key is missing, but that it is forbidden (same page).
A signed address whose signature was taken away is malformed
(https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html).
"""

import base64
import contextvars
import functools
import re
import zlib
from xml.etree import ElementTree

from ministack import app
from ministack.core import iam_evaluator
from ministack.services import s3

MIN_PART_BYTES = 5 * 1024 * 1024

# The checksum of the joined bytes while an upload that asked for it is being completed.
_whole = contextvars.ContextVar("whole", default=None)


def install():
    """Replaces functions of the emulator's S3 by ones that call them and do what is missing."""
    for name, around in _AROUND.items():
        setattr(s3, name, functools.partial(around, getattr(s3, name)))


def _create(original, bucket_name, key, headers):
    status, answered, body = original(bucket_name, key, headers)
    kind = (headers.get("x-amz-checksum-type") or "").upper()
    if status != 200 or kind != "FULL_OBJECT":
        return status, answered, body
    upload_id = re.search(rb"<UploadId>([^<]+)</UploadId>", body).group(1).decode()
    s3._multipart_uploads[upload_id]["checksum_type"] = kind
    return status, {**answered, "x-amz-checksum-type": kind}, body


def _complete(original, bucket_name, key, body, query_params, headers=None):
    upload_id = s3._qp(query_params, "uploadId")
    upload = s3._multipart_uploads.get(upload_id)
    if upload is None:
        # Completed before, or not known: the emulator has the right answer.
        return original(bucket_name, key, body, query_params, headers)
    parts = _listed(upload, body)
    if any(part["size"] < MIN_PART_BYTES for part in parts[:-1]):
        message = "Your proposed upload is smaller than the minimum allowed object size."
        return s3._error("EntityTooSmall", message, 400, f"/{bucket_name}/{key}")
    if upload.get("checksum_type") != "FULL_OBJECT" or upload.get("checksum_algorithm") != "CRC32":
        return original(bucket_name, key, body, query_params, headers)
    crc = 0
    for part in parts:
        crc = zlib.crc32(part["body"], crc)
    token = _whole.set(base64.b64encode(crc.to_bytes(4, "big")).decode())
    try:
        status, answered, xml = original(bucket_name, key, body, query_params, headers)
    finally:
        _whole.reset(token)
    if status != 200:
        return status, answered, xml
    response = status, answered, xml.replace(b">COMPOSITE<", b">FULL_OBJECT<")
    # What a repeated call is answered with.
    s3._completed_multipart_uploads[upload_id]["response"] = response
    return response


def _listed(upload, body):
    """The parts that the request lists and the upload has; the emulator refuses the others itself."""
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        return []
    numbers = sorted(int(e.text) for e in root.iter() if e.tag.rpartition("}")[2] == "PartNumber" and e.text)
    return [upload["parts"][n] for n in numbers if n in upload["parts"]]


def _get(original, bucket_name, key, headers, query_params=None):
    status, answered, body = original(bucket_name, key, headers, query_params)
    if status == 404 and _may_not_list(bucket_name, headers, query_params or {}):
        return s3._error("AccessDenied", "Access Denied", 403, f"/{bucket_name}/{key}")
    wanted = headers.get("range")
    if status != 200 or not wanted or not s3._qp(query_params or {}, "versionId"):
        return status, answered, body
    found = s3._parse_range(wanted, len(body))
    if found is None:
        return 416, {"Content-Type": "application/xml"}, s3._xml_body(s3._range_error_xml(bucket_name, key))
    start, end = found
    answered = {name: value for name, value in answered.items() if not name.startswith("x-amz-checksum-")}
    answered["Content-Range"] = f"bytes {start}-{end}/{len(body)}"
    answered["Content-Length"] = str(end - start + 1)
    return 206, answered, body[start : end + 1]


def _head(original, bucket_name, key, headers=None, query_params=None):
    status, answered, body = original(bucket_name, key, headers, query_params)
    if status == 404 and _may_not_list(bucket_name, headers or {}, query_params or {}):
        return s3._error("AccessDenied", "Access Denied", 403, f"/{bucket_name}/{key}")
    return status, answered, body


def _may_not_list(bucket_name, headers, query_params):
    """Whether policies are enforced and keep the caller from listing; a request for an object has no s3:prefix."""
    access_key = app.extract_access_key_id(headers, query_params)
    if not app.AUTH or not access_key:
        return False
    region = app.extract_region(headers, query_params)
    bucket = f"arn:aws:s3:::{bucket_name}"
    return bool(iam_evaluator.enforce(access_key, "s3:ListBucket", "s3", region, resource_arn=bucket))


def _verify(original, method, path, headers, query_params):
    if "X-Amz-Algorithm" in query_params and "X-Amz-Signature" not in query_params:
        message = "Query-string authentication version 4 requires the X-Amz-Signature parameter."
        return s3._error("AuthorizationQueryParametersError", message, 400, path)
    return original(method, path, headers, query_params)


def _checksum(original, algorithm, part_checksums):
    return _whole.get() or original(algorithm, part_checksums)


def _record(original, bucket_name, key, prior_obj, obj, data):
    if _whole.get():
        obj["checksum_type"] = "FULL_OBJECT"
    return original(bucket_name, key, prior_obj, obj, data)


_AROUND = {
    "_verify_presigned_sigv4": _verify,
    "_get_object": _get,
    "_head_object": _head,
    "_create_multipart_upload": _create,
    "_complete_multipart_upload": _complete,
    "_composite_checksum": _checksum,
    "_record_object_version": _record,
}
