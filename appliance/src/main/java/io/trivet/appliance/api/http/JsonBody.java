package io.trivet.appliance.api.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import io.trivet.core.error.ErrorKind;
import io.trivet.core.error.TrivetException;
import java.io.IOException;

/// Bodies of JSON that are read token by token; what is wrong with them is told with line and
/// column.
public final class JsonBody {
  private JsonBody() {}

  /// Takes a body off its parser.
  public interface Reader {
    void read(JsonParser in) throws IOException;
  }

  /// Reads a body.
  ///
  /// @throws TrivetException of kind BAD_DATA if it is no JSON
  public static void read(JsonFactory json, byte[] body, Reader reader) {
    try (JsonParser in = json.createParser(body)) {
      reader.read(in);
    } catch (JsonParseException e) {
      throw new TrivetException(
          ErrorKind.BAD_DATA, at(e.getLocation()) + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new TrivetException(ErrorKind.BAD_DATA, "not JSON: " + e.getMessage(), e);
    }
  }

  /// What is wrong with the current token.
  public static TrivetException bad(JsonParser in, String problem) {
    return new TrivetException(ErrorKind.BAD_DATA, at(in.currentTokenLocation()) + problem);
  }

  private static String at(JsonLocation place) {
    return "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": ";
  }
}
