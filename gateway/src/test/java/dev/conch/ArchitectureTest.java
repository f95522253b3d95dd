package dev.conch;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import dev.conch.base.MayUse;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which way imports go, and what only some classes may do. A failure says what to change. */
class ArchitectureTest {
    private static final JavaClasses CODE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.conch");

    /**
     * {@code dev.conch.task.Worker} is in {@code task}; Main and Gateway are in none and may use
     * all.
     */
    private static String feature(JavaClass type) {
        var rest = type.getPackageName().substring("dev.conch".length());
        return rest.isEmpty() ? "" : rest.substring(1).split("\\.")[0];
    }

    private static Map<String, Set<String>> declared() {
        var declared = new TreeMap<String, Set<String>>();
        for (var type : CODE) {
            var feature = feature(type);
            if (feature.isEmpty() || feature.equals("studio")) {
                continue; // the studio is a module of its own, without a line to the gateway
            }
            var info = CODE.getPackage("dev.conch." + feature).getPackageInfo();
            var allowed = List.of(info.getAnnotationOfType(MayUse.class).value());
            declared.put(feature, new TreeSet<>(allowed));
        }
        return declared;
    }

    private static Map<String, Set<String>> actual() {
        var uses = new TreeMap<String, Set<String>>();
        for (var type : CODE) {
            var from = uses.computeIfAbsent(feature(type), _ -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .filter(target -> target.getPackageName().startsWith("dev.conch"))
                    .filter(target -> !target.isAssignableTo(MayUse.class))
                    .map(ArchitectureTest::feature)
                    .filter(used -> !used.equals(feature(type)))
                    .forEach(from::add);
        }
        uses.remove("");
        uses.remove("studio");
        return uses;
    }

    @Test
    void each_package_uses_exactly_what_its_package_info_names() {
        assertThat(actual())
                .as("imports between packages; a new one belongs into @MayUse of package-info.java")
                .isEqualTo(declared());
    }

    @Test
    void packages_form_no_cycle() {
        slices().matching("dev.conch.(*)..").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void provider_adapters_do_not_know_each_other() {
        slices().matching("dev.conch.provider.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(alwaysTrue(), resideInAPackage("dev.conch.provider.http.."))
                .check(CODE);
    }

    @Test
    void sql_stays_in_db_and_in_classes_named_Jdbc_or_Row() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.conch.db..")
                .and()
                .haveSimpleNameNotStartingWith("Jdbc")
                .and()
                .haveSimpleNameNotEndingWith("Row")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..")
                .check(CODE);
    }

    @Test
    void sql_classes_are_not_public() {
        noClasses().that().haveSimpleNameStartingWith("Jdbc").should().bePublic().check(CODE);
    }

    @Test
    void time_is_handed_in() {
        var hidden =
                DescribedPredicate.<AccessTarget>describe(
                        "the hidden clock",
                        target ->
                                (target.getOwner().isEquivalentTo(Instant.class)
                                                && target.getName().equals("now"))
                                        || (target.getOwner().isEquivalentTo(Clock.class)
                                                && target.getName().startsWith("system"))
                                        || (target.getOwner().isEquivalentTo(System.class)
                                                && target.getName().equals("currentTimeMillis"))
                                        || (target.getOwner().isEquivalentTo(Thread.class)
                                                && target.getName().equals("sleep")));
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.conch.Main")
                .should()
                .accessTargetWhere(
                        DescribedPredicate.describe(
                                "time is handed in", access -> hidden.test(access.getTarget())))
                .check(CODE);
    }

    @Test
    void the_environment_is_read_in_config_and_left_in_main() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.conch.config..")
                .should()
                .callMethodWhere(
                        targetOwner(equivalentTo(System.class))
                                .and(
                                        DescribedPredicate.describe(
                                                "getenv", call -> call.getName().equals("getenv"))))
                .check(CODE);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.conch.Main")
                .and()
                .resideOutsideOfPackage("dev.conch.studio.worker..")
                .should()
                .callMethodWhere(
                        targetOwner(equivalentTo(System.class))
                                .and(
                                        DescribedPredicate.describe(
                                                "exit", call -> call.getName().equals("exit"))))
                .check(CODE);
    }

    @Test
    void nothing_static_changes() {
        fields().that().areStatic().should().beFinal().check(CODE);
    }

    @Test
    void optional_is_only_returned() {
        noFields().should().haveRawType(Optional.class).check(CODE);
    }

    @Test
    void there_are_no_drawer_packages() {
        noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..", "..common..", "..helper..", "..impl..", "..manager..")
                .check(CODE);
    }
}
