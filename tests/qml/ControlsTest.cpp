// SPDX-License-Identifier: GPL-3.0-or-later
// The theme and the controls of TaskMaster.Ui: colours that can be read, sizes that can be hit, keys that work.
// With TASKMASTER_SHOTS=DIR each look is also kept as a picture there.
#include "tests/qml/Window.h"

#include <QGuiApplication>
#include <QStringListModel>
#include <QtMath>
#include <QtQml/QQmlExtensionPlugin>

Q_IMPORT_QML_PLUGIN(TaskMaster_UiPlugin)
Q_IMPORT_QML_PLUGIN(TaskMaster_GalleryPlugin)

namespace TaskMaster::Test {

namespace {

const QString gallery = u"qrc:/qt/qml/TaskMaster/Gallery/Gallery.qml"_qs;

double channel(double value)
{
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) + 0.0722 * channel(color.blueF());
}

// WCAG 2.1, 1.4.3
double contrast(const QColor &one, const QColor &other)
{
    const double a = luminance(one);
    const double b = luminance(other);
    return (qMax(a, b) + 0.05) / (qMin(a, b) + 0.05);
}

} // namespace

class ControlsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyControlIsDrawnWithoutAWarning_data();
    void everyControlIsDrawnWithoutAWarning();
    void textStandsOutFromWhatItIsWrittenOn_data();
    void textStandsOutFromWhatItIsWrittenOn();
    void whatIsClickedIsLargeEnoughToHit();
    void everyControlHasANameForScreenReaders();
    void enterInAPickerPicksTheCurrentOption();
    void enterWithoutAMatchOffersANewOne();
    void arrowKeysWalkTheCalendar();
    void reducedMotionStopsEveryDuration();
};

void ControlsTest::everyControlIsDrawnWithoutAWarning_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<double>("scale");
    QTest::newRow("light") << u"light"_qs << 1.0;
    QTest::newRow("dark") << u"dark"_qs << 1.0;
    QTest::newRow("small") << u"light"_qs << 0.8;
    QTest::newRow("large") << u"dark"_qs << 2.0;
}

void ControlsTest::everyControlIsDrawnWithoutAWarning()
{
    QFETCH(QString, scheme);
    QFETCH(double, scale);
    Window window(QSize(1280, 900) * scale);
    QObject *theme = window.theme();
    QVERIFY(theme);
    theme->setProperty("scheme", scheme);
    theme->setProperty("scale", scale);
    QVERIFY2(window.show(gallery), qPrintable(window.warnings().join(u'\n')));
    QVERIFY(QMetaObject::invokeMethod(window.find<QObject>(u"popups"_qs), "openAll"));
    QTRY_VERIFY(window.find<QObject>(u"picker"_qs)->property("opened").toBool());
    const QImage image = window.window().grabWindow();
    QCOMPARE(image.pixelColor(2, 2), theme->property("canvas").value<QColor>());
    if (qEnvironmentVariableIsSet("TASKMASTER_SHOTS"))
        QVERIFY(image.save(qEnvironmentVariable("TASKMASTER_SHOTS")
                           + u"/gallery-%1.png"_qs.arg(QString::fromLatin1(QTest::currentDataTag()))));
    QCOMPARE(window.warnings(), QStringList());
}

void ControlsTest::textStandsOutFromWhatItIsWrittenOn_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("grounds");
    const QStringList all{u"canvas"_qs, u"surface"_qs, u"raised"_qs, u"sunken"_qs};
    QTest::newRow("text") << u"text"_qs << all + QStringList{u"accentSoft"_qs};
    QTest::newRow("dim") << u"dim"_qs << all;
    QTest::newRow("faint") << u"faint"_qs << all;
    QTest::newRow("links") << u"accentText"_qs << all + QStringList{u"accentSoft"_qs};
    QTest::newRow("overdue") << u"danger"_qs << all + QStringList{u"dangerSoft"_qs};
    QTest::newRow("warning") << u"warn"_qs << all + QStringList{u"warnSoft"_qs};
    QTest::newRow("done") << u"good"_qs << all;
    QTest::newRow("buttons") << u"accentInk"_qs
                             << QStringList{u"accentFill"_qs, u"accentFillHover"_qs, u"dangerFill"_qs};
    QTest::newRow("tips") << u"tipInkDim"_qs << QStringList{u"tip"_qs};
}

void ControlsTest::textStandsOutFromWhatItIsWrittenOn()
{
    QFETCH(QString, text);
    QFETCH(QStringList, grounds);
    Window window(QSize(10, 10));
    QObject *theme = window.theme();
    for (const QString &scheme : {u"light"_qs, u"dark"_qs}) {
        theme->setProperty("scheme", scheme);
        for (const QString &ground : std::as_const(grounds)) {
            const double ratio = contrast(theme->property(text.toLatin1().constData()).value<QColor>(),
                                          theme->property(ground.toLatin1().constData()).value<QColor>());
            QVERIFY2(ratio >= 4.5, qPrintable(u"%1 on %2, %3: %4"_qs.arg(text, ground, scheme).arg(ratio)));
        }
    }
}

void ControlsTest::whatIsClickedIsLargeEnoughToHit()
{
    Window window(QSize(1280, 900));
    QVERIFY(window.show(gallery));
    const qreal hitArea = window.theme()->property("hitArea").toReal();
    QCOMPARE(hitArea, 28.0);
    int buttons = 0;
    const auto items = window.item()->findChildren<QQuickItem *>();
    for (const QQuickItem *item : items) {
        if (!item->inherits("QQuickAbstractButton") || !item->isVisible())
            continue;
        ++buttons;
        QVERIFY2(item->width() >= hitArea && item->height() >= hitArea, item->metaObject()->className());
    }
    QVERIFY(buttons >= 10);
}

void ControlsTest::everyControlHasANameForScreenReaders()
{
    Window window(QSize(1280, 900));
    QVERIFY(window.show(gallery));
    const auto items = window.item()->findChildren<QQuickItem *>();
    for (QQuickItem *item : items) {
        if (!item->isVisible())
            continue;
        if (!item->inherits("QQuickControl") && !item->inherits("QQuickTextInput") && !item->inherits("QQuickTextEdit"))
            continue;
        QQmlExpression name(qmlContext(item), item, u"Accessible.name"_qs);
        QVERIFY2(!name.evaluate().toString().isEmpty() || item->inherits("QQuickScrollBar"),
                 item->metaObject()->className());
    }
}

void ControlsTest::enterInAPickerPicksTheCurrentOption()
{
    Window window(QSize(1280, 900));
    QVERIFY(window.show(gallery));
    QObject *picker = window.find<QObject>(u"picker"_qs);
    QSignalSpy picked(picker, SIGNAL(picked(QString)));
    QVERIFY(QMetaObject::invokeMethod(picker, "open"));
    QTRY_VERIFY(picker->property("opened").toBool());
    QTest::keyClick(&window.window(), Qt::Key_Down);
    QTest::keyClick(&window.window(), Qt::Key_Return);
    QCOMPARE(picked.size(), 1);
    QCOMPARE(picked.first().first().toString(), u"2"_qs);
    QVERIFY(picker->property("opened").toBool());
    QTest::keyClick(&window.window(), Qt::Key_Escape);
    QTRY_VERIFY(!picker->property("visible").toBool());
}

void ControlsTest::enterWithoutAMatchOffersANewOne()
{
    Window window(QSize(1280, 900));
    QVERIFY(window.show(gallery));
    QObject *picker = window.find<QObject>(u"picker"_qs);
    QStringListModel empty;
    picker->setProperty("options", QVariant::fromValue<QObject *>(&empty));
    QSignalSpy created(picker, SIGNAL(createRequested(QString)));
    QVERIFY(QMetaObject::invokeMethod(picker, "open"));
    QTRY_VERIFY(picker->property("opened").toBool());
    for (const char letter : {'u', 'x'})
        QTest::keyClick(&window.window(), letter);
    QTest::keyClick(&window.window(), Qt::Key_Return);
    QCOMPARE(created.size(), 1);
    QCOMPARE(created.first().first().toString(), u"ux"_qs);
}

void ControlsTest::arrowKeysWalkTheCalendar()
{
    Window window(QSize(1280, 900));
    QVERIFY(window.show(gallery));
    QObject *calendar = window.find<QObject>(u"calendar"_qs);
    QSignalSpy picked(calendar, SIGNAL(picked(QString)));
    QVERIFY(QMetaObject::invokeMethod(calendar, "open"));
    QTRY_VERIFY(calendar->property("opened").toBool());
    QTest::keyClick(&window.window(), Qt::Key_Right);
    QTest::keyClick(&window.window(), Qt::Key_Down);
    QTest::keyClick(&window.window(), Qt::Key_Return);
    QCOMPARE(picked.size(), 1);
    QCOMPARE(picked.first().first().toString(), u"2026-12-05"_qs);
}

void ControlsTest::reducedMotionStopsEveryDuration()
{
    Window window(QSize(10, 10));
    QObject *theme = window.theme();
    QVERIFY(theme->property("duration").toInt() > 0);
    theme->setProperty("reducedMotion", true);
    for (const char *name : {"durationFast", "duration", "durationSlow"})
        QCOMPARE(theme->property(name).toInt(), 0);
}

} // namespace TaskMaster::Test

QTEST_MAIN(TaskMaster::Test::ControlsTest)
#include "ControlsTest.moc"
