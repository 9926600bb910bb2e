"""Sends one xAPI statement to raw.xapi, as a learning system would.

    python produce.py mailto:someone@example.com https://lms-alpha.example/courses/python-basics

Reads KAFKA_BROKERS and SCHEMA_REGISTRY_URL, as printed by `make up`.
"""

import json
import os
import sys
import time
import uuid
from datetime import datetime, timezone

from confluent_kafka import SerializingProducer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroSerializer
from confluent_kafka.serialization import StringSerializer

if len(sys.argv) != 3:
    sys.exit(__doc__)
learner, course = sys.argv[1:]

statement = {
    "id": str(uuid.uuid4()),
    "actor": {"mbox": learner},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/completed", "display": {"en": "completed"}},
    "object": {
        "id": course,
        "definition": {"type": "http://adlnet.gov/expapi/activities/course", "name": {"en": "An example"}},
    },
    "result": {"completion": True, "success": True, "score": {"raw": 42, "min": 0, "max": 50}},
    "timestamp": datetime.now(timezone.utc).isoformat(),
}

registry = SchemaRegistryClient({"url": os.environ["SCHEMA_REGISTRY_URL"]})
# Schemas are registered by provisioning (make apply), never by a client.
serializer = AvroSerializer(registry, conf={"auto.register.schemas": False, "use.latest.version": True})
producer = SerializingProducer(
    {
        "bootstrap.servers": os.environ["KAFKA_BROKERS"],
        "enable.idempotence": True,
        "key.serializer": StringSerializer(),
        "value.serializer": serializer,
    }
)
value = {"source": "lms-alpha", "received_at": int(time.time() * 1000), "statement": json.dumps(statement)}
# The key is the learner, so that the learner's statements keep their order.
producer.produce("raw.xapi", key=learner, value=value, on_delivery=lambda error, record: print(error or f"sent to {record.topic()}/{record.partition()}/{record.offset()}"))
producer.flush(15)
