import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Judges files by veraPDF's libraries, all in one process, for a Java machine takes longer to start than to judge a short
 * file. Reads lines "flavour TAB path" from standard input, writes a line of JSON for each:
 * {"file","flavour","passes","failures":[{"clause","test","message","context","count"}]} or {"file","flavour","error"}.
 */
public final class Judge {
  /** Failed checks of one file that are looked at: more say nothing new. */
  private static final int FAILURES_LIMIT = 10000;

  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.OFF);
    VeraGreenfieldFoundryProvider.initialise();
    BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String job = jobs.readLine(); job != null; job = jobs.readLine()) {
      String[] fields = job.split("\t", 2);
      if (fields.length == 2) System.out.println(judge(fields[0], fields[1]));
    }
  }

  private static String judge(String flavourId, String path) {
    String head = "{\"file\":" + text(path) + ",\"flavour\":" + text(flavourId);
    PDFAFlavour flavour = PDFAFlavour.byFlavourId(flavourId);
    try (FileInputStream file = new FileInputStream(path);
        PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
        PDFAValidator validator =
            Foundries.defaultInstance().createValidator(flavour, FAILURES_LIMIT, false, false, false)) {
      ValidationResult result = validator.validate(parser);
      Map<String, TestAssertion> first = new LinkedHashMap<>();
      Map<String, Integer> counts = new LinkedHashMap<>();
      for (TestAssertion assertion : result.getTestAssertions()) {
        if (assertion.getStatus() != TestAssertion.Status.FAILED) continue;
        String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
        first.putIfAbsent(rule, assertion);
        counts.merge(rule, 1, Integer::sum);
      }
      StringBuilder failures = new StringBuilder();
      for (Map.Entry<String, TestAssertion> entry : first.entrySet()) {
        TestAssertion assertion = entry.getValue();
        if (failures.length() > 0) failures.append(',');
        failures
            .append("{\"clause\":").append(text(assertion.getRuleId().getClause()))
            .append(",\"test\":").append(assertion.getRuleId().getTestNumber())
            .append(",\"message\":").append(text(assertion.getMessage()))
            .append(",\"context\":").append(text(assertion.getLocation().getContext()))
            .append(",\"count\":").append(counts.get(entry.getKey()))
            .append('}');
      }
      return head + ",\"passes\":" + result.isCompliant() + ",\"failures\":[" + failures + "]}";
    } catch (Exception | StackOverflowError error) {
      return head + ",\"error\":" + text(String.valueOf(error)) + "}";
    }
  }

  private static String text(String value) {
    if (value == null) return "null";
    StringBuilder out = new StringBuilder("\"");
    for (char c : value.toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < ' ') out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    return out.append('"').toString();
  }
}
