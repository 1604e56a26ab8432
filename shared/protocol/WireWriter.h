// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/Field.h"

#include <QCborStreamWriter>

namespace TaskMaster {

enum class Encoding : quint8 {
    Cbor, ///< binary frames; ids are byte strings of 16
    Json, ///< text frames; ids are text
};

/// Writes one structure in either encoding, without building a tree first. Used by the codec only. Not thread-safe.
class WireWriter {
public:
    explicit WireWriter(Encoding encoding);

    void startMap();
    void endMap();
    void startArray();
    void endArray();
    void key(const char *name);
    void put(const Value &value);
    void put(const QString &text);
    void put(qint64 number);
    void put(bool value);
    void put(const Uuid &id);
    /// Whatever a QVariant of an Error's details can hold: text, numbers, truth values; the rest as text.
    void put(const QVariant &value);

    template <class T> void entry(const char *name, const T &value)
    {
        key(name);
        put(value);
    }

    [[nodiscard]] QByteArray take();

private:
    void comma();
    void putNull();

    Encoding m_encoding;
    QByteArray m_bytes;
    QCborStreamWriter m_cbor;
    bool m_needsComma = false;
};

} // namespace TaskMaster
