"""Prints the records of a marketplace topic, decoded by an ordinary registry-aware Avro deserializer.

    python consume.py marketplace.completion [--count 10]

Reads KAFKA_BROKERS and SCHEMA_REGISTRY_URL, as printed by `make up`.
"""

import argparse
import json
import os
import sys

from confluent_kafka import DeserializingConsumer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import StringDeserializer

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("topic")
arguments.add_argument("--count", type=int, default=10, help="records to print before it ends")
options = arguments.parse_args()

registry = SchemaRegistryClient({"url": os.environ["SCHEMA_REGISTRY_URL"]})
consumer = DeserializingConsumer(
    {
        "bootstrap.servers": os.environ["KAFKA_BROKERS"],
        "group.id": f"example-{os.getpid()}",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        # Without this a consumer also sees records of transactions that were aborted.
        "isolation.level": "read_committed",
        "key.deserializer": StringDeserializer(),
        "value.deserializer": AvroDeserializer(registry),
    }
)
consumer.subscribe([options.topic])

printed = 0
try:
    while printed < options.count:
        record = consumer.poll(15)
        if record is None:
            sys.exit(f"no more records in {options.topic} within 15 s")
        shown = {"key": record.key(), "value": record.value()}
        if record.value() is None:
            # A tombstone: the key has no value any more, and a header says why.
            headers = {name: (value or b"").decode() for name, value in record.headers() or []}
            shown["tombstone"] = headers.get("tombstone-reason", "unknown")
        print(json.dumps(shown, default=str, indent=2, ensure_ascii=False))
        printed += 1
finally:
    consumer.close()
