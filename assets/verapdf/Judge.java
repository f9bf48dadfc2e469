import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Judges files by veraPDF's libraries, all in one process, for a Java machine takes longer to start than to judge a short
 * file. The first argument is the class that provides veraPDF's parser. Reads lines "flavour TAB path" from standard input;
 * writes a line of JSON that says who judges, {"version"}, then one for each job: {"passes","failures":[{"clause","test",
 * "message","count","places":[context, …]}]} or {"error"}.
 */
public final class Judge {
  /** Failed checks of one file that are looked at: more say nothing new. */
  private static final int FAILURES_LIMIT = 10000;
  /** Places of one rule that are told: nobody mends more at a time. */
  private static final int PLACES_LIMIT = 200;
  /** Where a context leaves the page's or element's own object and goes into single painting operators. */
  private static final Pattern INSIDE = Pattern.compile("/(operators|content|contentItem)\\[.*");
  /** The face of a glyph that is at fault. */
  private static final Pattern FACE = Pattern.compile("/usedGlyphs\\[\\d+\\]\\((\\S+)");

  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.OFF);
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    Class.forName(arguments[0]).getMethod("initialise").invoke(null);
    out.println("{\"version\":" + text(Foundries.defaultInstance().getDetails().getVersion()) + "}");
    BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String job = jobs.readLine(); job != null; job = jobs.readLine()) {
      String[] fields = job.split("\t", 2);
      if (fields.length == 2) out.println(judge(fields[0], fields[1]));
    }
  }

  /** All that is known of one rule that a file breaks. */
  private static final class Broken {
    final TestAssertion first;
    final Map<String, String> places = new LinkedHashMap<>();
    int count = 0;

    Broken(TestAssertion first) {
      this.first = first;
    }

    void add(TestAssertion assertion) {
      count++;
      String context = assertion.getLocation().getContext();
      if (context != null && places.size() < PLACES_LIMIT) {
        Matcher face = FACE.matcher(context);
        places.putIfAbsent(INSIDE.matcher(context).replaceFirst("") + (face.find() ? face.group(1) : ""), context);
      }
    }

    String json() {
      StringBuilder listed = new StringBuilder();
      for (String place : places.values()) {
        if (listed.length() > 0) listed.append(',');
        listed.append(text(place));
      }
      return "{\"clause\":" + text(first.getRuleId().getClause())
          + ",\"test\":" + first.getRuleId().getTestNumber()
          + ",\"message\":" + text(first.getMessage())
          + ",\"count\":" + count
          + ",\"places\":[" + listed + "]}";
    }
  }

  private static String judge(String flavourId, String path) {
    PDFAFlavour flavour = PDFAFlavour.byFlavourId(flavourId);
    try (FileInputStream file = new FileInputStream(path);
        PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
        PDFAValidator validator =
            Foundries.defaultInstance().createValidator(flavour, FAILURES_LIMIT, false, false, false)) {
      ValidationResult result = validator.validate(parser);
      Map<String, Broken> rules = new LinkedHashMap<>();
      for (TestAssertion assertion : result.getTestAssertions()) {
        if (assertion.getStatus() != TestAssertion.Status.FAILED) continue;
        String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
        rules.computeIfAbsent(rule, absent -> new Broken(assertion)).add(assertion);
      }
      StringBuilder failures = new StringBuilder();
      for (Broken broken : rules.values()) {
        if (failures.length() > 0) failures.append(',');
        failures.append(broken.json());
      }
      return "{\"passes\":" + result.isCompliant() + ",\"failures\":[" + failures + "]}";
    } catch (Exception | StackOverflowError error) {
      return "{\"error\":" + text(String.valueOf(error)) + "}";
    }
  }

  private static String text(String value) {
    if (value == null) return "null";
    StringBuilder out = new StringBuilder("\"");
    for (char c : value.toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < ' ' || Character.isSurrogate(c)) out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    return out.append('"').toString();
  }
}
