package dev.conch.studio.sim;

import dev.conch.studio.scene.Setting;
import java.util.ArrayList;
import java.util.List;
import org.ode4j.math.DMatrix3;
import org.ode4j.ode.DGeom;
import org.ode4j.ode.OdeHelper;

/** The parts of a room that do not move: floor, walls, and the top with its rounded edge. */
final class Room {
    /** A part; {@code top} is true for what belongs to the desk or table. */
    record Part(DGeom geom, boolean top) {}

    private Room() {}

    static List<Part> of(Setting setting) {
        var parts = new ArrayList<Part>();
        if (setting.place() != Setting.Place.FLOOR) {
            addTop(parts);
        }
        var floor = setting.place() == Setting.Place.FLOOR ? 0 : Setting.FLOOR_Y;
        parts.add(plane(0, 1, 0, floor));
        parts.add(plane(1, 0, 0, Setting.ROOM_MIN_X));
        parts.add(plane(-1, 0, 0, -Setting.ROOM_MAX_X));
        parts.add(plane(0, 0, 1, Setting.ROOM_MIN_Z));
        parts.add(plane(0, 0, -1, -Setting.ROOM_MAX_Z));
        return parts;
    }

    private static Part plane(double x, double y, double z, double distance) {
        return new Part(OdeHelper.createPlane(null, x, y, z, distance), false);
    }

    /** A slab up to where the rounding starts, a capsule for the rounding, a slab below it. */
    private static void addTop(List<Part> parts) {
        var r = Setting.EDGE_RADIUS;
        parts.add(slab(Setting.TOP_MIN_X, -r, -Setting.TOP_THICKNESS, 0));
        parts.add(slab(-r, 0, -Setting.TOP_THICKNESS, -r));
        var depth = Setting.TOP_MAX_Z - Setting.TOP_MIN_Z;
        var rounding = OdeHelper.createCapsule(r, depth);
        rounding.setRotation(new DMatrix3(1, 0, 0, 0, 1, 0, 0, 0, 1));
        rounding.setPosition(-r, -r, (Setting.TOP_MAX_Z + Setting.TOP_MIN_Z) / 2);
        parts.add(new Part(rounding, true));
    }

    private static Part slab(double minX, double maxX, double minY, double maxY) {
        var depth = Setting.TOP_MAX_Z - Setting.TOP_MIN_Z;
        var box = OdeHelper.createBox(maxX - minX, maxY - minY, depth);
        box.setPosition(
                (minX + maxX) / 2, (minY + maxY) / 2, (Setting.TOP_MAX_Z + Setting.TOP_MIN_Z) / 2);
        return new Part(box, true);
    }
}
