// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// A person as initials on their colour. White on any colour the palette of people has.
Rectangle {
    id: root

    required property string initials
    required property string name
    property int size: Theme.px(20)

    implicitWidth: size
    implicitHeight: size
    radius: size / 2
    Accessible.role: Accessible.StaticText
    Accessible.name: name

    TextLabel {
        anchors.centerIn: parent
        text: root.initials
        color: Theme.accentInk
        font.pixelSize: Math.round(root.size * 0.38)
        font.weight: Font.Bold
        Accessible.ignored: true
    }
}
