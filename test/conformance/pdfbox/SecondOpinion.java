import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.pdfbox.preflight.ValidationResult;
import org.apache.pdfbox.preflight.parser.PreflightParser;

/**
 * Holds files to PDF/A-1b by Apache PDFBox Preflight, all in one process. Reads a path a line from standard input; writes a
 * line of JSON for each: {"findings":["code details", …]}, each finding once.
 */
public final class SecondOpinion {
  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.OFF);
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String path = paths.readLine(); path != null; path = paths.readLine()) {
      StringBuilder listed = new StringBuilder();
      for (String finding : judge(path)) {
        if (listed.length() > 0) listed.append(',');
        listed.append(text(finding));
      }
      out.println("{\"findings\":[" + listed + "]}");
    }
  }

  private static Set<String> judge(String path) {
    Set<String> findings = new LinkedHashSet<>();
    try {
      ValidationResult result = PreflightParser.validate(new File(path));
      for (ValidationResult.ValidationError error : result.getErrorsList()) {
        findings.add(error.getErrorCode() + " " + String.valueOf(error.getDetails()).replaceAll("\\s+", " "));
      }
    } catch (Exception | StackOverflowError error) {
      findings.add(String.valueOf(error));
    }
    return findings;
  }

  private static String text(String value) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : value.toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < ' ' || c > '~') out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    return out.append('"').toString();
  }
}
