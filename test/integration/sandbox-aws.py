"""What boto3, which checks the shape of every answer, makes of the sandbox account. Prints one JSON object."""

import json
import sys
import time
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

url, account = sys.argv[1:3]
REGION = "eu-central-1"
GROUP = "aws/cloudtrail/managementevents"
session = boto3.Session(
    aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="any", region_name=REGION
)


def client(service):
    return session.client(service, endpoint_url=url, config=Config(retries={"max_attempts": 1}))


def advance(ms):
    body = json.dumps({"advanceMs": ms}).encode()
    request = urllib.request.Request(url + "/sandbox/clock", body, {"content-type": "application/json"})
    return json.load(urllib.request.urlopen(request))["now"]


def code_of(call):
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


seen = {}

trail = client("cloudtrail")
seen["trails"] = [each["Name"] for each in trail.describe_trails()["trailList"]]
seen["logging"] = trail.get_trail_status(Name="management-events")["IsLogging"]
seen["selectors"] = len(trail.get_event_selectors(TrailName="management-events")["EventSelectors"])
seen["unknown trail"] = code_of(lambda: trail.get_trail_status(Name="none"))
pages = trail.get_paginator("lookup_events").paginate(
    LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "RunInstances"}]
)
seen["events"] = sum(len(page["Events"]) for page in pages)

logs = client("logs")
logs.put_metric_filter(
    logGroupName=GROUP,
    filterName="denied",
    filterPattern='{ $.errorCode = "AccessDenied*" }',
    metricTransformations=[{"metricName": "Denied", "metricNamespace": "Security", "metricValue": "1"}],
)
seen["filters"] = logs.describe_metric_filters(metricName="Denied", metricNamespace="Security")["metricFilters"][0][
    "filterName"
]
now = int(time.mktime(time.strptime(advance(0)[:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone)
query = logs.start_query(
    logGroupName=GROUP,
    startTime=now - 90000,
    endTime=now,
    queryString="stats count(*) as n by eventName | sort n desc | limit 1",
)
statuses = []
while not statuses or statuses[-1] != "Complete":
    answer = logs.get_query_results(queryId=query["queryId"])
    statuses.append(answer["status"])
seen["statuses"] = statuses[0], statuses[-1]
seen["row"] = [cell["field"] for cell in answer["results"][0]]
try:
    logs.start_query(logGroupName=GROUP, startTime=now - 1, endTime=now, queryString="filtre x")
except logs.exceptions.MalformedQueryException as error:
    seen["malformed"] = error.response["queryCompileError"]["location"]["startCharOffset"]

sns = client("sns")
sqs = client("sqs")
topic = sns.create_topic(Name="alarms", Attributes={"SignatureVersion": "2"}, Tags=[{"Key": "a", "Value": "b"}])["TopicArn"]
policy = {
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}]
}
queue = sqs.create_queue(QueueName="alarms", Attributes={"Policy": json.dumps(policy)})["QueueUrl"]
queue_arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
subscription = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn, Attributes={"RawMessageDelivery": "true"})
seen["subscribed"] = subscription["SubscriptionArn"].startswith(topic)
seen["topic"] = sns.get_topic_attributes(TopicArn=topic)["Attributes"]["SignatureVersion"]
seen["topics"] = [each["TopicArn"] for page in sns.get_paginator("list_topics").paginate() for each in page["Topics"]]
seen["tags"] = sns.list_tags_for_resource(ResourceArn=topic)["Tags"]
sns.publish(TopicArn=topic, Message="hello", MessageAttributes={"k": {"DataType": "String", "StringValue": "v"}})
received = sqs.receive_message(QueueUrl=queue, MessageAttributeNames=["All"])["Messages"][0]
seen["received"] = received["Body"], received["MessageAttributes"]["k"]["StringValue"]
sqs.delete_message(QueueUrl=queue, ReceiptHandle=received["ReceiptHandle"])
seen["unknown topic"] = code_of(lambda: sns.get_topic_attributes(TopicArn=topic + "x"))
seen["unknown queue"] = code_of(lambda: sqs.get_queue_url(QueueName="none"))

cloudwatch = client("cloudwatch")
cloudwatch.put_metric_alarm(
    AlarmName="denied",
    Namespace="Security",
    MetricName="Measured",
    Statistic="Sum",
    Period=60,
    EvaluationPeriods=1,
    Threshold=2.5,
    ComparisonOperator="GreaterThanThreshold",
    AlarmActions=[topic],
    Tags=[{"Key": "runbook", "Value": "denied"}],
)
cloudwatch.put_composite_alarm(AlarmName="both", AlarmRule="ALARM(denied)")
cloudwatch.put_metric_data(Namespace="Security", MetricData=[{"MetricName": "Measured", "Values": [1.0, 2.0], "Counts": [1, 1]}])
advance(60000)
described = cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
seen["alarm"] = described["MetricAlarms"][0]["StateValue"], described["MetricAlarms"][0]["Threshold"]
seen["composite"] = described["CompositeAlarms"][0]["StateValue"]
arn = described["MetricAlarms"][0]["AlarmArn"]
seen["alarm tags"] = cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"]
seen["history"] = len(cloudwatch.describe_alarm_history(AlarmName="denied")["AlarmHistoryItems"])
start = described["MetricAlarms"][0]["StateUpdatedTimestamp"]
datapoints = cloudwatch.get_metric_statistics(
    Namespace="Security",
    MetricName="Measured",
    StartTime=start.timestamp() - 600,
    EndTime=start.timestamp() + 60,
    Period=60,
    Statistics=["Sum", "Maximum"],
)["Datapoints"]
seen["datapoints"] = [(each["Sum"], each["Maximum"]) for each in datapoints]
message = json.loads(sqs.receive_message(QueueUrl=queue)["Messages"][0]["Body"])
seen["told"] = message["AlarmName"], message["NewStateValue"], message["Trigger"]["Threshold"]
seen["unknown alarm"] = code_of(
    lambda: cloudwatch.set_alarm_state(AlarmName="none", StateValue="OK", StateReason="x")
)

events = client("events")
connection = events.create_connection(
    Name="cairn",
    AuthorizationType="API_KEY",
    AuthParameters={"ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": "v"}},
)
seen["connection"] = connection["ConnectionState"]
destination = events.create_api_destination(
    Name="cairn",
    ConnectionArn=connection["ConnectionArn"],
    InvocationEndpoint="http://127.0.0.1:9/x",
    HttpMethod="POST",
)
seen["destination"] = destination["ApiDestinationState"]
events.put_rule(Name="r", EventPattern=json.dumps({"source": ["shop"]}))
failed = events.put_targets(
    Rule="r", Targets=[{"Id": "d", "Arn": destination["ApiDestinationArn"], "RoleArn": f"arn:aws:iam::{account}:role/r"}]
)
seen["targets"] = failed["FailedEntryCount"]
seen["bad pattern"] = code_of(lambda: events.put_rule(Name="r", EventPattern="[]"))

sts = client("sts")
role = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/cairn", RoleSessionName="boto", SourceIdentity="responder")
seen["source identity"] = role["SourceIdentity"]

print(json.dumps(seen))
