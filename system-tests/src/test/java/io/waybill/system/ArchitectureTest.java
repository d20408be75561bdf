package io.waybill.system;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows of the house (docs/architecture.md), read from the compiled classes of every module. */
class ArchitectureTest {
    private static final List<String> MODULES = List.of(
            "contracts",
            "service-kit",
            "gateway-service",
            "transfer-service",
            "metadata-service",
            "notification-service",
            "local-stack",
            "benchmarks");

    private static final Pattern VAGUE = Pattern.compile(".*(Manager|Helper|Utils?|Impl|Base|Data|Info)");

    private static JavaClasses house;

    @BeforeAll
    static void readEveryModule() {
        Path root = Path.of("").toAbsolutePath().getParent();
        List<Path> compiled = MODULES.stream()
                .map(module -> root.resolve(module).resolve("target/classes"))
                .toList();
        assertThat(compiled).allMatch(Files::isDirectory, "is compiled");
        house = new ClassFileImporter().importPaths(compiled);
    }

    @Test
    void servicesMeetOnlyThroughContractsAndTheKit() {
        for (String service : List.of("gateway", "transfer", "metadata", "notification", "stack")) {
            noClasses()
                    .that()
                    .resideInAPackage("io.waybill." + service + "..")
                    .should()
                    .dependOnClassesThat(residesInWaybillBut(service))
                    .because("services share nothing but contracts and service-kit")
                    .check(house);
        }
    }

    @Test
    void contractsKnowNoFramework() {
        classes()
                .that()
                .resideInAPackage("io.waybill.contracts..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.waybill.contracts..", "java..", "com.fasterxml.jackson.annotation..")
                .check(house);
    }

    @Test
    void theKitKnowsNoService() {
        noClasses()
                .that()
                .resideInAPackage("io.waybill.kit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.waybill.gateway..",
                        "io.waybill.transfer..",
                        "io.waybill.metadata..",
                        "io.waybill.notification..",
                        "io.waybill.stack..")
                .check(house);
    }

    @Test
    void storageKnowsNoHttpAndNoUpload() {
        noClasses()
                .that()
                .resideInAPackage("io.waybill.transfer.storage..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.waybill.transfer.upload..",
                        "io.waybill.transfer.download..",
                        "io.waybill.transfer.recovery..",
                        "io.vertx.ext.web..",
                        "jakarta.ws.rs..")
                .check(house);
    }

    @Test
    void onlyTheS3AdapterKnowsS3() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.waybill.transfer.storage.s3..", "io.waybill.bench.peer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.minio..", "okhttp3..")
                .check(house);
    }

    @Test
    void adaptersDoNotKnowEachOther() {
        slices().matching("io.waybill.transfer.storage.(*)..")
                .should()
                .notDependOnEachOther()
                .check(house);
    }

    @Test
    void featuresFormNoCycles() {
        for (String module :
                List.of("contracts", "kit", "gateway", "transfer", "metadata", "notification", "stack", "bench")) {
            slices().matching("io.waybill." + module + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .check(house);
        }
    }

    @Test
    void namesSayWhatAThingDoes() {
        assertThat(house.stream()
                        .filter(type -> type.getPackageName().startsWith("io.waybill"))
                        .map(JavaClass::getSimpleName)
                        .filter(name -> VAGUE.matcher(name).matches()))
                .isEmpty();
    }

    private static DescribedPredicate<JavaClass> residesInWaybillBut(String service) {
        return DescribedPredicate.describe("belong to another service", type -> {
            String name = type.getPackageName() + ".";
            return name.startsWith("io.waybill.")
                    && !name.startsWith("io.waybill." + service + ".")
                    && !name.startsWith("io.waybill.contracts.")
                    && !name.startsWith("io.waybill.kit.");
        });
    }
}
