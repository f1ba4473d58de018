"""Machines are judged as EC2 judges them, where IAM is enforced: the emulator looks at one resource and at no tag.

A launch is a request for each resource that it uses or makes, with the condition keys of each, and for what it does
with the rights of the caller: tagging, passing the template's role, reading the parameter that names the image.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
"""

import contextvars

_launch = contextvars.ContextVar("requests_of_a_launch", default=None)


def install():
    from ministack.core import iam_actions, iam_evaluator
    from ministack.services import ec2, iam

    tag_context = iam_actions.request_tag_context
    enforce = iam_evaluator.enforce

    def text(params, name):
        return ec2._p(params, name)

    def tags_asked(params, kind):
        asked = {}
        number = 1
        while text(params, f"TagSpecification.{number}.ResourceType"):
            if text(params, f"TagSpecification.{number}.ResourceType") == kind:
                tag = 1
                while text(params, f"TagSpecification.{number}.Tag.{tag}.Key"):
                    prefix = f"TagSpecification.{number}.Tag.{tag}"
                    asked[f"aws:RequestTag/{text(params, f'{prefix}.Key')}"] = text(params, f"{prefix}.Value")
                    tag += 1
            number += 1
        return asked

    def tags_of(resource):
        return {f"aws:ResourceTag/{tag['Key']}": tag["Value"] for tag in ec2._tags.get(resource, [])}

    def template_of(params):
        wanted = text(params, "LaunchTemplate.LaunchTemplateId")
        template = ec2._launch_templates.get(wanted)
        if not template:
            return wanted, {}
        default = template["DefaultVersionNumber"]
        version = next(each for each in template["Versions"] if each["VersionNumber"] == default)
        return wanted, version["LaunchTemplateData"]

    def role_of(template):
        named = template.get("IamInstanceProfile") or {}
        name = named.get("Name") or (named.get("Arn") or "").rsplit("/", 1)[-1]
        profile = iam._instance_profiles.get(name) or {}
        return [iam._roles[role]["Arn"] for role in profile.get("Roles", [])]

    def requests_of(params):
        region, account = ec2.get_region(), ec2.get_account_id()

        def arn(kind, id="*", owner=account):
            return f"arn:aws:ec2:{region}:{owner}:{kind}/{id}"

        id, template = template_of(params)
        by = {"ec2:LaunchTemplate": arn("launch-template", id)} if id else {}

        def from_template(name):
            return {**by, "ec2:IsLaunchTemplateResource": "false" if not id or text(params, name) else "true"}

        run = "ec2:RunInstances"
        image = text(params, "ImageId") or template.get("ImageId", "")
        subnet = text(params, "SubnetId")
        groups = ec2._parse_member_list(params, "SecurityGroupId") or template.get("SecurityGroupIds", [])
        kind = text(params, "InstanceType") or template.get("InstanceType", "")
        by_parameter = image.startswith("resolve:ssm:")
        requests = [
            (run, arn("image", "ami-0" if by_parameter else image, owner=""), from_template("ImageId")),
            (run, arn("subnet", subnet), {**from_template("SubnetId"), **tags_of(subnet)}),
            (run, arn("network-interface"), from_template("SubnetId")),
            *((run, arn("security-group", group), from_template("SecurityGroupId.1")) for group in groups),
            *([(run, arn("launch-template", id), {**by, **tags_of(id)})] if id else []),
        ]
        for made in ("instance", "volume"):
            asked = tags_asked(params, made)
            more = {"ec2:InstanceType": kind} if made == "instance" else {}
            requests.append((run, arn(made), {**by, **more, **asked}))
            if asked:
                requests.append(("ec2:CreateTags", arn(made), {"ec2:CreateAction": "RunInstances", **asked}))
        for role in role_of(template):
            requests.append(("iam:PassRole", role, {"iam:PassedToService": "ec2.amazonaws.com"}))
        if by_parameter:
            name = image.removeprefix("resolve:ssm:")
            owner = "" if name.startswith("/aws/") else account
            parameter = f"arn:aws:ssm:{region}:{owner}:parameter/{name.lstrip('/')}"
            requests.append(("ssm:GetParameters", parameter, {}))
        return requests

    def with_tags(service, action, body, params):
        if action == "ec2:RunInstances":
            _launch.set(requests_of(params))
            return {}
        return tag_context(service, action, body, params)

    def judge(access_key, action, service, region, resource_arn="*", service_context=None):
        if action == "ec2:RunInstances":
            for asked, resource, context in _launch.get() or []:
                denied = enforce(access_key, asked, asked.split(":")[0], region, resource, context)
                if denied:
                    return denied
            return None
        if service == "ec2" and "/" in resource_arn:
            service_context = {**tags_of(resource_arn.rsplit("/", 1)[1]), **(service_context or {})}
        return enforce(access_key, action, service, region, resource_arn, service_context)

    iam_actions.request_tag_context = with_tags
    iam_evaluator.enforce = judge
