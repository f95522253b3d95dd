package dev.conch.studio.direct;

import dev.conch.studio.direct.Choreography.Dance;
import dev.conch.studio.direct.Kind.Act;
import dev.conch.studio.direct.Script.Role;
import dev.conch.studio.scene.Body;
import dev.conch.studio.scene.CameraPlan;
import dev.conch.studio.scene.CameraPlan.LensPlan;
import dev.conch.studio.scene.CameraPlan.Move;
import dev.conch.studio.scene.Clip;
import dev.conch.studio.scene.Scene;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes a scene of a script: places and starts the bodies, sets time and camera. */
final class Staging {
    /** Depth between roles that have nothing to do with each other, meters. */
    private static final double LANE = 0.075;

    /** Aperture radius for a shallow picture of a marble, meters; other subjects in proportion. */
    private static final double SHALLOW_APERTURE = 0.0068;

    private static final double MARBLE_RADIUS = 0.0125;

    private final Clip clip;
    private final long seed;

    Staging(Clip clip, long seed) {
        this.clip = clip;
        this.seed = seed;
    }

    Scene stage(Script script) {
        var names = names(script.roles());
        var lead = lead(script.roles());
        var choreography = new Choreography(script, clip.seconds(), seed);
        var bodies = new ArrayList<Body>();
        var dance = choreography.lead(script.roles().get(lead), names.get(lead).getFirst());
        var lane = 0;
        for (var i = 0; i < script.roles().size(); i++) {
            var role = script.roles().get(i);
            List<Placed> places;
            if (i == lead) {
                places = dance.places();
            } else if (role.target() || dance.meets(role)) {
                places = choreography.targets(role, dance);
            } else {
                places = choreography.aside(role, LANE * (lane / 2 + 1) * (lane % 2 == 0 ? -1 : 1));
                lane++;
            }
            for (var k = 0; k < places.size(); k++) {
                bodies.add(body(names.get(i).get(k), role, places.get(k)));
            }
        }
        var role = script.roles().get(script.subject());
        var ids = names.get(script.subject());
        var subject = dance.act() == Act.TOPPLE ? ids.get(ids.size() / 2) : ids.getFirst();
        var camera = new CameraPlan(subject, moves(script, dance), lens(script, role));
        return new Scene(Scene.VERSION, seed, clip, script.setting(), bodies, dance.time(), camera);
    }

    private static int lead(List<Role> roles) {
        for (var i = 0; i < roles.size(); i++) {
            if (!roles.get(i).target()) {
                return i;
            }
        }
        return 0;
    }

    /** A lone body is named by its kind, several are numbered. */
    private static List<List<String>> names(List<Role> roles) {
        Map<Kind, Integer> total = new EnumMap<>(Kind.class);
        for (var role : roles) {
            total.merge(role.kind(), role.count(), Integer::sum);
        }
        Map<Kind, Integer> used = new EnumMap<>(Kind.class);
        var names = new ArrayList<List<String>>();
        for (var role : roles) {
            var own = new ArrayList<String>();
            for (var i = 0; i < role.count(); i++) {
                var number = used.merge(role.kind(), 1, Integer::sum);
                var name = role.kind().name().toLowerCase(Locale.ROOT);
                own.add(total.getOrDefault(role.kind(), 1) == 1 ? name : name + number);
            }
            names.add(own);
        }
        return names;
    }

    private static Body body(String id, Role role, Placed placed) {
        return new Body(
                id,
                role.kind().shape,
                role.stuff().material(role.color(), role.kind() == Kind.MARBLE),
                role.kind().marking,
                role.stuff().density,
                placed.friction(),
                placed.restitution(),
                placed.position(),
                placed.orientation(),
                placed.velocity(),
                placed.spin());
    }

    private static LensPlan lens(Script script, Role subject) {
        var focal = script.optics().focalMillimeters();
        var half = subject.kind().half();
        var size = Math.max(half.x(), Math.max(half.y(), half.z())) / MARBLE_RADIUS;
        var aperture = SHALLOW_APERTURE * size * Math.max(script.optics().blur(), 0.08);
        return new LensPlan(focal, tidy(focal / 1000 / (2 * aperture)));
    }

    private static double tidy(double fNumber) {
        return Math.clamp(Math.round(fNumber * 20) / 20.0, 1.0, 90);
    }

    /** What was asked; else the camera goes with what moves, and drifts around what does not. */
    private static List<Move> moves(Script script, Dance dance) {
        var asked = new ArrayList<>(script.moves());
        if (dance.act() == Act.TOPPLE && asked.remove(Move.FOLLOW)) {
            asked.add(Move.TRUCK_RIGHT); // a falling row stays in place; what moves on is the wave
        }
        if (!asked.isEmpty()) {
            return asked;
        }
        return switch (dance.act()) {
            case REST, SPIN -> List.of(Move.ORBIT);
            case TOPPLE -> List.of(Move.TRUCK_RIGHT);
            default -> List.of(Move.FOLLOW);
        };
    }
}
