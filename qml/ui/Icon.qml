// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui // types from C++ are not found without it, even in their own module

// One icon of qml/ui/icons in one colour. Decoration: whoever shows it carries the accessible name.
Image {
    id: root

    required property string name
    property color color: Theme.dim
    property int size: Theme.iconSize

    width: size
    height: size
    source: Icons.source(name, color)
    sourceSize.width: size
    sourceSize.height: size
    Accessible.ignored: true
}
