import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/**
 * The learning service's job as one would write it with Kafka Streams, less what only the service does: each statement is
 * decoded and parsed, its id is claimed in a persistent store with a changelog, its learner is looked up in a global
 * table of links, and as many records as the service would have written go out in the same transaction, exactly once.
 * There is no check against the specification, no mapping, no encoding, no parking and no ledger; ids are claimed within
 * a partition only.
 *
 * Arguments: file of the plan, file for the result; see plan.ts.
 */
public final class LearningStream {
  private static final String LINKS = "links";
  private static final String CLAIMS = "claims";
  private static final int FRAME_BYTES = 5;
  private static final int HASH_HEX_DIGITS = 32;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final LongAdder STATEMENTS = new LongAdder();
  private static final LongAdder REPEATS = new LongAdder();
  private static final LongAdder LEARNERS = new LongAdder();
  private static final LongAdder STRANGERS = new LongAdder();
  private static final LongAdder WRITTEN = new LongAdder();

  /** A record that the service wrote. */
  private record Sample(String topic, byte[] key, byte[] value, Headers headers) {}

  private record Output(double perEvent, List<Sample> samples) {}

  public static void main(String[] arguments) throws Exception {
    JsonNode plan = JSON.readTree(new File(arguments[0]));
    CountDownLatch failed = new CountDownLatch(1);
    KafkaStreams streams = new KafkaStreams(topologyOf(plan), propertiesOf(plan));
    streams.setUncaughtExceptionHandler(
        error -> {
          error.printStackTrace();
          failed.countDown();
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(streams, new File(arguments[1]))));
    streams.start();
    failed.await();
    System.exit(1);
  }

  private static void close(KafkaStreams streams, File result) {
    streams.close();
    try {
      Map<String, Long> counts =
          Map.of(
              "statements", STATEMENTS.sum(),
              "repeats", REPEATS.sum(),
              "learners", LEARNERS.sum(),
              "strangers", STRANGERS.sum(),
              "written", WRITTEN.sum());
      JSON.writeValue(result, counts);
    } catch (Exception error) {
      error.printStackTrace();
    }
  }

  private static Properties propertiesOf(JsonNode plan) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, plan.get("group").asText());
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, plan.get("brokers").asText());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, plan.get("state_folder").asText());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, plan.get("threads").asInt());
    properties.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    properties.put(StreamsConfig.producerPrefix("compression.type"), plan.get("compression").asText());
    return properties;
  }

  private static Topology topologyOf(JsonNode plan) {
    StreamsBuilder builder = new StreamsBuilder();
    Serde<byte[]> bytes = Serdes.ByteArray();
    Materialized<String, byte[], KeyValueStore<Bytes, byte[]>> links = Materialized.as(LINKS);
    builder.globalTable(plan.get("links").asText(), Consumed.with(Serdes.String(), bytes), links);
    builder.addStateStore(
        Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(CLAIMS), Serdes.String(), Serdes.String()));
    Serde<Sample> sampleSerde =
        Serdes.serdeFrom(
            (topic, sample) -> sample.value(),
            (topic, value) -> {
              throw new UnsupportedOperationException("samples are only written");
            });
    List<Output> outputs = new ArrayList<>();
    for (JsonNode output : plan.get("outputs")) outputs.add(outputOf(output));
    builder.stream(plan.get("input").asText(), Consumed.with(bytes, bytes))
        .process(() -> new Learning(plan, outputs), CLAIMS)
        .to((key, sample, context) -> sample.topic(), Produced.with(bytes, sampleSerde));
    return builder.build();
  }

  private static Output outputOf(JsonNode output) {
    List<Sample> samples = new ArrayList<>();
    for (JsonNode sample : output.get("samples")) {
      Headers headers = new RecordHeaders();
      for (Map.Entry<String, JsonNode> one : sample.get("headers").properties()) {
        headers.add(one.getKey(), bytesOf(one.getValue()));
      }
      byte[] value = bytesOf(sample.get("value"));
      samples.add(new Sample(output.get("topic").asText(), bytesOf(sample.get("key")), value, headers));
    }
    return new Output(output.get("per_event").asDouble(), samples);
  }

  private static byte[] bytesOf(JsonNode base64) {
    return base64.isNull() ? null : Base64.getDecoder().decode(base64.asText());
  }

  private static final class Learning implements Processor<byte[], byte[], byte[], Sample> {
    private final GenericDatumReader<GenericRecord> reader;
    private final Set<String> verbs = new HashSet<>();
    private final Set<String> bareAddresses = new HashSet<>();
    private final List<Output> outputs;
    private final double[] owed;
    private final int[] dealt;
    private final Mac mac;
    private final MessageDigest digest;
    private ProcessorContext<byte[], Sample> context;
    private KeyValueStore<String, String> claims;
    private TimestampedKeyValueStore<String, byte[]> links;
    private BinaryDecoder decoder;

    Learning(JsonNode plan, List<Output> given) {
      outputs = given;
      reader = new GenericDatumReader<>(new Schema.Parser().parse(plan.get("schema").asText()));
      for (JsonNode verb : plan.get("verbs")) verbs.add(verb.asText());
      for (JsonNode source : plan.get("bare_addresses")) bareAddresses.add(source.asText());
      owed = new double[outputs.size()];
      dealt = new int[outputs.size()];
      try {
        byte[] secret = plan.get("identity_key").asText().getBytes(StandardCharsets.UTF_8);
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        digest = MessageDigest.getInstance("SHA-256");
      } catch (GeneralSecurityException error) {
        throw new IllegalStateException(error);
      }
    }

    @Override
    public void init(ProcessorContext<byte[], Sample> given) {
      context = given;
      claims = given.getStateStore(CLAIMS);
      links = given.getStateStore(LINKS);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      STATEMENTS.increment();
      GenericRecord envelope = decode(record.value());
      String text = envelope.get("statement").toString();
      JsonNode statement = parse(text);
      String id = statement.path("id").asText();
      String claim = claims.get(id);
      if (claim != null) {
        REPEATS.increment();
        return;
      }
      RecordMetadata at = context.recordMetadata().orElseThrow();
      claims.put(id, sha256(text) + "|" + at.topic() + "/" + at.partition() + "/" + at.offset());
      if (verbs.contains(statement.path("verb").path("id").asText())) {
        lookUp(statement.get("actor"), bareAddresses.contains(envelope.get("source").toString()));
      }
      deal(record.timestamp());
    }

    private GenericRecord decode(byte[] value) {
      try {
        decoder = DecoderFactory.get().binaryDecoder(value, FRAME_BYTES, value.length - FRAME_BYTES, decoder);
        return reader.read(null, decoder);
      } catch (java.io.IOException error) {
        throw new java.io.UncheckedIOException(error);
      }
    }

    private JsonNode parse(String text) {
      try {
        JsonNode statement = JSON.readTree(text);
        if (statement.hasNonNull("actor") && statement.hasNonNull("verb") && statement.hasNonNull("object")) {
          return statement;
        }
        throw new IllegalArgumentException("no statement");
      } catch (com.fasterxml.jackson.core.JsonProcessingException error) {
        throw new IllegalArgumentException("no JSON", error);
      }
    }

    private String sha256(String text) {
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void lookUp(JsonNode actor, boolean bareAddress) {
      byte[] hash = mac.doFinal(aliasOf(actor, bareAddress).getBytes(StandardCharsets.UTF_8));
      ValueAndTimestamp<byte[]> link = links.get(HexFormat.of().formatHex(hash).substring(0, HASH_HEX_DIGITS));
      (link == null ? STRANGERS : LEARNERS).increment();
    }

    /** As `services/people/alias-hash.ts` has it: kind, namespace, value; most spellings of an address are not folded. */
    private static String aliasOf(JsonNode actor, boolean bareAddress) {
      if (actor.has("account")) {
        JsonNode account = actor.get("account");
        return "account|" + account.get("homePage").asText() + "|" + account.get("name").asText();
      }
      if (actor.has("mbox")) return "mbox||" + actor.get("mbox").asText().toLowerCase(Locale.ROOT);
      if (actor.has("openid")) return "openid||" + actor.get("openid").asText();
      return "mbox_sha1sum|" + (bareAddress ? "address" : "") + "|" + actor.get("mbox_sha1sum").asText();
    }

    /** Writes what the service would have written for a statement, on average. */
    private void deal(long timestamp) {
      for (int i = 0; i < owed.length; i++) {
        Output output = outputs.get(i);
        for (owed[i] += output.perEvent(); owed[i] >= 1; owed[i] -= 1) {
          Sample sample = output.samples().get(dealt[i]++ % output.samples().size());
          context.forward(new Record<>(sample.key(), sample, timestamp, sample.headers()));
          WRITTEN.increment();
        }
      }
    }
  }
}
