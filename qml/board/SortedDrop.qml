// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// Over a sorted column that a card is held above: it will be taken, and the order says where it stands.
Rectangle {
    id: root

    required property string sortedBy

    objectName: "sortedDrop"
    radius: Theme.radiusLarge
    color: Qt.alpha(Theme.accentSoft, 0.6)
    border.width: Theme.hairline
    border.color: Theme.accentText

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.space12
        width: words.implicitWidth + 2 * Theme.space12
        height: Theme.hitArea
        radius: height / 2
        color: Theme.accentFill

        TextLabel {
            id: words

            anchors.centerIn: parent
            role: TextLabel.Small
            text: qsTr("Sorted by %1").arg(root.sortedBy.toLowerCase())
            color: Theme.accentInk
            font.weight: Theme.medium
        }
    }
}
