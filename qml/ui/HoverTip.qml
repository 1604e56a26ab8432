// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// The tooltip of its parent, with the shortcut beside the sentence. The popup exists only while it is wanted, so a
// thousand buttons cost no popups. (An Instantiator and no Loader: Qt 6.4's Loader cannot make bound components.)
Item {
    id: root

    required property string text
    property string shortcut: ""
    required property bool wanted

    Instantiator {
        model: root.wanted && root.text.length > 0 ? 1 : 0
        delegate: T.ToolTip {
            id: tip

            parent: root.parent
            visible: root.wanted
            delay: Theme.tipDelay
            x: Math.round((root.parent.width - width) / 2)
            y: root.parent.height + Theme.space4
            margins: Theme.space4
            padding: Theme.space6
            leftPadding: Theme.space8
            rightPadding: Theme.space8
            implicitWidth: contentItem.implicitWidth + leftPadding + rightPadding
            implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
            closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutsideParent
            contentItem: Row {
                spacing: Theme.space8

                TextLabel {
                    role: TextLabel.Small
                    text: root.text
                    color: Theme.tipInk
                }

                TextLabel {
                    role: TextLabel.Small
                    text: root.shortcut
                    visible: root.shortcut.length > 0
                    color: Theme.tipInkDim
                }
            }
            background: Rectangle {
                color: Theme.tip
                radius: Theme.radius
            }
        }
    }
}
