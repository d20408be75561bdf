package io.waybill.transfer.structured;

import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Items and Dictionaries (RFC 9651 §4.2). Values come as {@link Long}, {@link java.math.BigDecimal}, {@link Boolean},
 * {@link String}, {@link BareItem.Token}, {@code byte[]}, {@link java.time.Instant}, {@link BareItem.DisplayString}, or
 * {@link List} for an inner list. Parameters are checked and dropped.
 */
public final class StructuredField {
    private final Cursor text;
    private final BareItem items;

    private StructuredField(String value) throws ParseException {
        this.text = new Cursor(value);
        this.items = new BareItem(text);
    }

    /**
     * The value of an Item field.
     *
     * @throws ParseException when {@code value} is none
     */
    public static Object item(String value) throws ParseException {
        StructuredField field = new StructuredField(value);
        field.text.skipSpaces();
        Object item = field.itemOrInnerList(false);
        field.text.skipSpaces();
        field.text.requireEnd();
        return item;
    }

    /**
     * The members of a Dictionary field, in their order; of two with the same key, the last one. A key alone is true.
     *
     * @throws ParseException when {@code value} is none
     */
    public static Map<String, Object> dictionary(String value) throws ParseException {
        StructuredField field = new StructuredField(value);
        Map<String, Object> members = new LinkedHashMap<>();
        field.text.skipSpaces();
        while (!field.text.isAtEnd()) {
            field.member(members);
            field.text.skipBlanks();
            if (!field.text.isAtEnd()) {
                field.text.expect(',');
                field.text.skipBlanks();
                field.text.requireMore();
            }
        }
        return members;
    }

    private void member(Map<String, Object> members) throws ParseException {
        String key = text.key();
        members.remove(key);
        if (text.skip('=')) {
            members.put(key, itemOrInnerList(true));
        } else {
            parameters();
            members.put(key, true);
        }
    }

    private Object itemOrInnerList(boolean listAllowed) throws ParseException {
        Object value = listAllowed && text.skip('(') ? innerList() : items.read();
        parameters();
        return value;
    }

    private List<Object> innerList() throws ParseException {
        List<Object> list = new ArrayList<>();
        while (true) {
            text.skipSpaces();
            if (text.skip(')')) {
                return list;
            }
            list.add(itemOrInnerList(false));
            if (text.peek() != ' ' && text.peek() != ')') {
                throw text.malformed();
            }
        }
    }

    private void parameters() throws ParseException {
        while (text.skip(';')) {
            text.skipSpaces();
            text.key();
            if (text.skip('=')) {
                items.read();
            }
        }
    }
}
