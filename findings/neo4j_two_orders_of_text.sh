#!/usr/bin/env bash
# Neo4j Community 5.26.25 (embedded, Java 17): one server orders text in two ways.
#
# ORDER BY over a stored property follows code points; ORDER BY over the same property with an empty text joined to it
# follows UTF-16 units. They differ for characters beyond U+FFFF: U+FA11 (a CJK compatibility ideograph) stands before
# U+20BB7 (a rare character used in names) by code points, and after it by UTF-16 units, where U+20BB7 begins with the
# surrogate D842. So a query that shows "name + unit" sorts otherwise than one that shows the name, and a program that
# sorts by code points (Python) agrees with the stored text alone.
#
# Seen 2026-11-29. Needs a JDK 17 or newer and Maven; works in a temporary folder.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/src/main/java"
cat > "$folder/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>orders</artifactId><version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>5.26.25</version></dependency>
  </dependencies>
  <build><plugins>
    <plugin><groupId>org.apache.maven.plugins</groupId><artifactId>maven-compiler-plugin</artifactId><version>3.13.0</version></plugin>
    <plugin><groupId>org.apache.maven.plugins</groupId><artifactId>maven-dependency-plugin</artifactId><version>3.6.1</version></plugin>
  </plugins></build>
</project>
POM
cat > "$folder/src/main/java/Orders.java" <<'JAVA'
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.graphdb.Transaction;

public final class Orders {
    public static void main(String[] arguments) {
        var service = new DatabaseManagementServiceBuilder(Path.of(arguments[0]).toAbsolutePath().normalize())
                .setConfig(GraphDatabaseSettings.preallocate_logical_logs, false)
                .build();
        try (Transaction in = service.database("neo4j").beginTx()) {
            Map<String, Object> given = Map.of("words", List.of("\uFA11", "\uD842\uDFB7"));
            in.execute("UNWIND $words AS word CREATE (:Word {text: word})", given).close();
            print("stored", in, "MATCH (n:Word) RETURN n.text AS text ORDER BY text", given);
            print("made", in, "MATCH (n:Word) RETURN n.text + '' AS text ORDER BY text", given);
        } finally {
            service.shutdown();
        }
    }

    private static void print(String kind, Transaction in, String query, Map<String, Object> given) {
        StringBuilder told = new StringBuilder(kind);
        in.execute(query, given).stream().forEach(row -> told.append(" U+")
                .append(Integer.toHexString(((String) row.get("text")).codePointAt(0)).toUpperCase()));
        System.out.println(told);
    }
}
JAVA
cd "$folder"
mvn -q -B compile dependency:build-classpath -Dmdep.outputFile=path.txt >build.log 2>&1 || { tail -20 build.log; exit 1; }
java -Xmx900m --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/java.io=ALL-UNNAMED \
    --add-opens=java.base/sun.nio.ch=ALL-UNNAMED -cp "target/classes:$(cat path.txt)" Orders "$folder/home" 2>run.log |
    grep -E '^(stored|made) ' | tee told.txt
diff - told.txt <<'SEEN'
stored U+FA11 U+20BB7
made U+20BB7 U+FA11
SEEN
echo "as seen: one server, two orders"
