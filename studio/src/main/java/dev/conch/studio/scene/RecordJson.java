package dev.conch.studio.scene;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Turns records into JSON values and back, by their components: a record is an object, an enum its
 * name in lower case, a point or a color a list of numbers, one of several forms an object with a
 * {@code type}. Reading is strict: every field must be there, and no other.
 */
final class RecordJson {
    /** Records written as a plain list of their numbers. */
    private static final List<Class<?>> AS_LIST =
            List.of(Vec3.class, Quat.class, Material.Color.class);

    private RecordJson() {}

    static Object write(Object value) {
        return switch (value) {
            case List<?> list -> list.stream().map(RecordJson::write).toList();
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
            case Record fields -> writeRecord(fields);
            default -> value;
        };
    }

    private static Object writeRecord(Record value) {
        var type = value.getClass();
        var fields = new LinkedHashMap<String, Object>();
        for (var form : type.getInterfaces()) {
            if (form.isSealed()) {
                fields.put("type", typeName(type));
            }
        }
        for (var component : type.getRecordComponents()) {
            fields.put(component.getName(), write(get(value, component)));
        }
        return AS_LIST.contains(type) ? List.copyOf(fields.values()) : fields;
    }

    private static Object get(Record value, RecordComponent component) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private static String typeName(Class<?> type) {
        return type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Reads a record; {@code path} names the field in complaints, empty for the whole. */
    static <T extends Record> T read(JsonNode node, Class<T> type, String path) {
        return type.cast(readValue(node, type, path));
    }

    private static Object readValue(JsonNode node, Type type, String path) {
        if (type instanceof ParameterizedType list) {
            return readList(node, list.getActualTypeArguments()[0], path);
        }
        var raw = (Class<?>) type;
        if (raw == double.class) {
            check(node.isNumber() && Double.isFinite(node.doubleValue()), path, "must be a number");
            return node.doubleValue();
        }
        if (raw == int.class) {
            check(node.isIntegralNumber() && node.canConvertToInt(), path, "must be an integer");
            return (int) node.longValue();
        }
        if (raw == long.class) {
            check(node.isIntegralNumber() && node.canConvertToLong(), path, "must be an integer");
            return node.longValue();
        }
        if (raw == boolean.class) {
            check(node.isBoolean(), path, "must be true or false");
            return node.booleanValue();
        }
        if (raw == String.class) {
            check(node.isString(), path, "must be a string");
            return node.stringValue();
        }
        if (raw.isEnum()) {
            return readEnum(node, raw, path);
        }
        return raw.isSealed() ? readForm(node, raw, path) : readRecord(node, raw, path);
    }

    private static List<Object> readList(JsonNode node, Type element, String path) {
        check(node.isArray(), path, "must be a list");
        var list = new ArrayList<>(node.size());
        for (var i = 0; i < node.size(); i++) {
            list.add(readValue(node.get(i), element, path + "[" + i + "]"));
        }
        return list;
    }

    private static Object readEnum(JsonNode node, Class<?> type, String path) {
        var names = new ArrayList<String>();
        for (var constant : type.getEnumConstants()) {
            var name = ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
            if (node.isString() && node.stringValue().equals(name)) {
                return constant;
            }
            names.add(name);
        }
        throw complaint(path, "must be one of " + names);
    }

    private static Object readForm(JsonNode node, Class<?> sealed, String path) {
        check(node.isObject(), path, "must be an object");
        var wanted = node.get("type");
        var names = new TreeSet<String>();
        for (var form : sealed.getPermittedSubclasses()) {
            if (wanted != null
                    && wanted.isString()
                    && wanted.stringValue().equals(typeName(form))) {
                return readRecord(node, form, path);
            }
            names.add(typeName(form));
        }
        throw complaint(join(path, "type"), "must be one of " + names);
    }

    private static Object readRecord(JsonNode node, Class<?> type, String path) {
        var components = type.getRecordComponents();
        var values = new Object[components.length];
        if (AS_LIST.contains(type)) {
            check(
                    node.isArray() && node.size() == components.length,
                    path,
                    "must be a list of " + components.length + " numbers");
            for (var i = 0; i < values.length; i++) {
                values[i] = readValue(node.get(i), double.class, path + "[" + i + "]");
            }
            return create(type, components, values, path);
        }
        check(node.isObject(), path, "must be an object");
        var known = new TreeSet<String>();
        if (Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed)) {
            known.add("type");
        }
        for (var i = 0; i < values.length; i++) {
            var name = components[i].getName();
            var field = node.get(name);
            if (field == null) {
                throw complaint(join(path, name), "is missing");
            }
            values[i] = readValue(field, components[i].getGenericType(), join(path, name));
            known.add(name);
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            check(known.contains(field.getKey()), join(path, field.getKey()), "is unknown");
        }
        return create(type, components, values, path);
    }

    private static Object create(
            Class<?> type, RecordComponent[] components, Object[] values, String path) {
        var types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw new IllegalArgumentException(path + ": " + refused.getMessage(), refused);
            }
            throw new IllegalStateException("cannot build " + type, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot build " + type, e);
        }
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static void check(boolean good, String path, String message) {
        if (!good) {
            throw complaint(path, message);
        }
    }

    static IllegalArgumentException complaint(String path, String message) {
        return new IllegalArgumentException((path.isEmpty() ? "the JSON" : path) + " " + message);
    }
}
