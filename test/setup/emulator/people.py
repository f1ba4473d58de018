"""People at the ends of SNS, where CONFIRM_SUBSCRIPTIONS is set: what the emulator leaves out of e-mail and SMS.

An e-mail address gets nothing before it confirms its subscription; what reaches an address can be read; lists of
subscriptions come in pages; a subject that SNS refuses is refused. All as the reference of the SNS API says it.

GET /_test/people: {"arrived": [{topic, endpoint, subject, text}], "pending": [{topic, endpoint, token}]}
"""

import json
import os
import unicodedata

PAGE = 100


def install():
    if not os.environ.get("CONFIRM_SUBSCRIPTIONS"):
        return
    from ministack import app
    from ministack.services import sns

    arrived = []
    subscribe, publish, fanout = sns._subscribe, sns._publish, sns._fanout
    answer = app._handle_pre_body_request

    def with_confirmation(params):
        topic = sns._topics.get(sns._p(params, "TopicArn")) or {"subscriptions": []}
        known = len(topic["subscriptions"])
        result = subscribe(params)
        if sns._p(params, "Protocol") != "email":
            return result
        for made in topic["subscriptions"][known:]:
            made["confirmed"] = False
            made["token"] = sns.new_uuid()
            made["attributes"]["PendingConfirmation"] = "true"
        wanted = next(s for s in topic["subscriptions"] if s["endpoint"] == sns._p(params, "Endpoint"))
        if wanted["confirmed"]:
            return result
        return sns._xml(
            200,
            "SubscribeResponse",
            "<SubscribeResult><SubscriptionArn>pending confirmation</SubscriptionArn></SubscribeResult>",
        )

    def in_pages(params):
        topic, error = sns._get_topic(sns._p(params, "TopicArn"), "sns:ListSubscriptionsByTopic")
        if error is not None:
            return error
        start = int(sns._p(params, "NextToken") or 0)
        members = "".join(
            "<member>"
            f"<SubscriptionArn>{sub['arn'] if sub['confirmed'] else 'PendingConfirmation'}</SubscriptionArn>"
            f"<Owner>{sub['owner']}</Owner><TopicArn>{topic['arn']}</TopicArn>"
            f"<Protocol>{sub['protocol']}</Protocol><Endpoint>{sns._xml_escape(sub['endpoint'])}</Endpoint>"
            "</member>"
            for sub in topic["subscriptions"][start : start + PAGE]
        )
        more = start + PAGE < len(topic["subscriptions"])
        token = f"<NextToken>{start + PAGE}</NextToken>" if more else ""
        return sns._xml(
            200,
            "ListSubscriptionsByTopicResponse",
            f"<ListSubscriptionsByTopicResult><Subscriptions>{members}</Subscriptions>{token}"
            "</ListSubscriptionsByTopicResult>",
        )

    def with_checked_subject(params):
        subject = sns._p(params, "Subject")
        if len(subject) >= 100 or any(unicodedata.category(letter) == "Cc" for letter in subject):
            return sns._error("InvalidParameter", "Invalid parameter: Subject", 400)
        return publish(params)

    def to_people(topic_arn, msg_id, message, subject, message_structure="", message_attributes=None, *rest, **named):
        fanout(topic_arn, msg_id, message, subject, message_structure, message_attributes, *rest, **named)
        for sub in sns._topics[topic_arn]["subscriptions"]:
            if sub["protocol"] not in ("email", "sms") or not sub["confirmed"]:
                continue
            if sns._matches_filter_policy(sub, message_attributes or {}, message):
                arrived.append(
                    {
                        "topic": topic_arn,
                        "endpoint": sub["endpoint"],
                        "subject": subject or None,
                        "text": message,
                    }
                )

    def pending():
        return [
            {"topic": topic["arn"], "endpoint": sub["endpoint"], "token": sub["token"]}
            for topic in sns._topics.values()
            for sub in topic["subscriptions"]
            if not sub["confirmed"]
        ]

    async def with_people(method, path, headers, query, request_id):
        if path != "/_test/people":
            return await answer(method, path, headers, query, request_id)
        body = json.dumps({"arrived": arrived, "pending": pending()}).encode()
        return 200, {"Content-Type": "application/json"}, body

    sns._subscribe = with_confirmation
    sns._list_subscriptions_by_topic = in_pages
    sns._publish = with_checked_subject
    sns._fanout = to_people
    app._handle_pre_body_request = with_people
