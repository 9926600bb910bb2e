import java.io.BufferedOutputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Prints the committed records of several topics, each from its beginning to its end as it is at the start, in one run
 * of the JVM. Open transactions before that end are waited for. Nothing else is on stdout: a record is a line of
 * topic, partition, offset, timestamp, key, value and headers, separated by tabs, bytes in base64, null as "-".
 *
 * Arguments: file of client properties, topics.
 */
public final class ReadTopics {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final long SILENCE_MAX_MS = 60_000;
  private static final String NULL = "-";
  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  public static void main(String[] arguments) throws Exception {
    Properties properties = new Properties();
    try (InputStream file = new FileInputStream(arguments[0])) {
      properties.load(file);
    }
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", "false");
    properties.put("key.deserializer", ByteArrayDeserializer.class.getName());
    properties.put("value.deserializer", ByteArrayDeserializer.class.getName());
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties);
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 1 << 20), false, "US-ASCII")) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (int i = 1; i < arguments.length; i++) {
        for (PartitionInfo one : consumer.partitionsFor(arguments[i])) {
          partitions.add(new TopicPartition(one.topic(), one.partition()));
        }
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      read(consumer, highWatermarks(properties, partitions), out);
    }
  }

  /** Ends that count what open transactions have written, unlike those a read_committed consumer is told. */
  private static Map<TopicPartition, Long> highWatermarks(Properties properties, List<TopicPartition> partitions)
      throws Exception {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (TopicPartition partition : partitions) latest.put(partition, OffsetSpec.latest());
    Map<TopicPartition, Long> ends = new HashMap<>();
    try (Admin admin = Admin.create(properties)) {
      for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : admin.listOffsets(latest).all().get().entrySet()) {
        ends.put(end.getKey(), end.getValue().offset());
      }
    }
    return ends;
  }

  private static void read(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, PrintStream out) {
    long moved_at = System.currentTimeMillis();
    long before = -1;
    List<TopicPartition> left = new ArrayList<>(ends.keySet());
    while (true) {
      // A position passes transaction markers too, which no record shows.
      left.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
      if (left.isEmpty()) return;
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) print(record, out);
      }
      out.flush();
      long position = 0;
      for (TopicPartition partition : left) position += consumer.position(partition);
      if (position != before) moved_at = System.currentTimeMillis();
      before = position;
      if (System.currentTimeMillis() - moved_at > SILENCE_MAX_MS) {
        throw new IllegalStateException("nothing came for a minute; not at their ends: " + left);
      }
    }
  }

  private static void print(ConsumerRecord<byte[], byte[]> record, PrintStream out) {
    out.append(record.topic()).append('\t').append(String.valueOf(record.partition())).append('\t');
    out.append(String.valueOf(record.offset())).append('\t');
    boolean timed = record.timestampType() != TimestampType.NO_TIMESTAMP_TYPE;
    out.append(timed ? String.valueOf(record.timestamp()) : NULL).append('\t');
    out.append(text(record.key())).append('\t').append(text(record.value()));
    for (Header header : record.headers()) {
      out.append('\t').append(text(header.key().getBytes(StandardCharsets.UTF_8))).append('\t');
      out.append(text(header.value()));
    }
    out.append('\n');
  }

  private static String text(byte[] bytes) {
    return bytes == null ? NULL : BASE64.encodeToString(bytes);
  }
}
