// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-authority-scene.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-primitives.h"

namespace ns3::mqtt::test
{

namespace
{

using std::chrono::seconds;

constexpr auto PUBLISHER = EcqvRole::PUBLISHER;   ///< a side
constexpr auto SUBSCRIBER = EcqvRole::SUBSCRIBER; ///< the other

/// Somebody whom nobody has registered asks for a certificate.
void
PlayStranger(AuthorityScene& scene, AuthorityTest& test)
{
    const bool published = scene.form.published;
    AuthorityDevice& stranger = scene.AddDevice("stranger", false);
    const Bytes trailer = stranger.device.MakeConnectTrailer(scene.GetNow());
    const EcqvId own = MakeEcqvId("stranger");
    test.meter.Clear();
    const std::string answer = scene.Forward(own, trailer);
    test.CheckText(answer, published ? "" : "not registered, or revoked", "as a stranger");
    if (!published)
    {
        test.CheckText(test.meter.GetList(), "", "without any work");
        scene.AddDevice("device");
        const EcqvId id = MakeEcqvId("device");
        test.meter.Clear();
        test.CheckText(scene.Forward(id, trailer), "wrong proof of enrolment", "as somebody else");
        test.CheckText(test.meter.GetList(), "hmac-sha256 1", "without arithmetic of points");
        return;
    }
    // As printed it is a member at once, and reads and writes as all others do.
    test.CheckText(scene.Connect(stranger), "", "certificate");
    test.CheckText(scene.Claim(stranger, SUBSCRIBER), "granted", "side");
    test.CheckText(scene.Update(stranger, SUBSCRIBER), "", "keys");
}

/// The CONNECT of a device is sent again by somebody who has seen it.
void
PlayReplay(AuthorityScene& scene, AuthorityTest& test)
{
    const bool published = scene.form.published;
    const EcqvId id = MakeEcqvId("device");
    AuthorityDevice& device = scene.AddDevice("device");
    const Bytes held = device.device.MakeConnectTrailer(scene.GetNow());
    const Bytes trailer = device.device.MakeConnectTrailer(scene.GetNow());
    test.CheckText(scene.Forward(id, trailer), "", "the device itself");
    test.CheckText(scene.Forward(id, trailer), published ? "" : "replayed request", "again");
    test.CheckText(scene.Forward(id, held), published ? "" : "replayed request", "an older one");
    const Bytes late = device.device.MakeConnectTrailer(scene.GetNow());
    scene.Advance(seconds(301));
    test.CheckText(scene.Forward(id, late), published ? "" : "replayed request", "held back");
    test.CheckText(scene.Connect(device), "", "the device again");
    scene.Claim(device, PUBLISHER);
    scene.Advance(seconds(2));
    scene.Forward(id, trailer);
    const bool isMember = scene.authority.GetGroup().GetSize(PUBLISHER) == 1;
    test.Check(isMember == !published, "as printed a replay throws a member out");
}

/// Confirmations that do not belong to the certificate.
void
PlayConfirmation(AuthorityScene& scene, AuthorityTest& test)
{
    const bool published = scene.form.published;
    AuthorityDevice& device = scene.AddDevice("device");
    AuthorityDevice& other = scene.AddDevice("other");
    test.CheckText(scene.Claim({}, PUBLISHER, {}), "no certificate that is good", "by nobody");
    scene.Connect(device);
    scene.Connect(other);
    const EcqvId id = MakeEcqvId("device");
    const std::string answer = scene.Claim(id, PUBLISHER, other.device.SealConfirmation(PUBLISHER));
    test.Check(answer == "confirmation cannot be opened" ||
                   (published && answer == "confirmation does not fit the certificate"),
               "somebody else's");
    test.CheckText(scene.Claim(id, PUBLISHER, {}), "confirmation cannot be opened", "none");
    const Bytes confirmation = device.device.SealConfirmation(PUBLISHER);
    test.CheckText(scene.Claim(id, SUBSCRIBER, confirmation),
                   published ? "granted" : "confirmation cannot be opened",
                   "as printed a claim of one side is good for the other");
    const std::size_t nMembers = scene.authority.GetGroup().GetSize(SUBSCRIBER);
    test.Check(nMembers == (published ? 1U : 0U), "members");
}

/// A subscriber leaves, and listens on.
void
PlayLeavingSubscriber(AuthorityScene& scene, AuthorityTest& test)
{
    scene.Join("publisher", PUBLISHER);
    AuthorityDevice& leaver = scene.Join("leaver", SUBSCRIBER);
    scene.Join("subscriber", SUBSCRIBER);
    scene.Advance(seconds(2));
    test.CheckText(scene.Update(leaver, SUBSCRIBER), "", "keys");
    const EcScalar old = *leaver.view.GetNewest()->publishersKey;
    scene.Say(EcqvDeparture{MakeEcqvId("leaver")});
    scene.Advance(seconds(2));
    const EcScalar& renewed = scene.authority.GetGroup().GetPrivateKey(PUBLISHER);
    test.Check(old != renewed, "another key");
    if (scene.form.published)
    {
        const auto& sealed = scene.GetSealed("", SUBSCRIBER);
        const auto opened = OpenRenewal(scene.form, sealed.rbegin()->second, old);
        test.Check(opened && *opened == renewed, "who left has the broadcast key");
        return;
    }
    test.Check(scene.GetSealed("", SUBSCRIBER).empty(), "nothing is broadcast");
    test.Check(scene.GetSealed("leaver", SUBSCRIBER).count(3) == 0, "nothing is for who left");
    const auto& keys = scene.GetSealed("subscriber", SUBSCRIBER);
    const EcqvUpdate stolen{{{scene.authority.GetGroup().GetStatement(), keys.rbegin()->second}},
                            {}};
    test.Check(!leaver.device.OpenKeys(stolen, leaver.view), "what is for others stays shut");
}

/// A publisher leaves; the keys of those who stay must fit each other.
void
PlayLeavingPublisher(AuthorityScene& scene, AuthorityTest& test)
{
    AuthorityDevice& subscriber = scene.Join("subscriber", SUBSCRIBER);
    scene.Update(subscriber, SUBSCRIBER);
    AuthorityDevice& stays = scene.Join("stays", PUBLISHER);
    AuthorityDevice& leaver = scene.Join("leaver", PUBLISHER);
    scene.Advance(seconds(2));
    test.CheckText(scene.Update(subscriber, SUBSCRIBER), "", "keys");
    test.CheckText(scene.Update(leaver, PUBLISHER), "", "keys");
    scene.Say(EcqvDeparture{MakeEcqvId("leaver")});
    scene.Advance(seconds(2));
    test.CheckText(scene.Update(subscriber, SUBSCRIBER), "", "keys");
    test.CheckText(scene.Update(stays, PUBLISHER), "", "keys");
    const bool fits = IsKeyPair(*scene.form.curve,
                                *subscriber.view.GetNewest()->publishersKey,
                                stays.view.GetNewest()->statement.publishersKey);
    test.Check(fits == !scene.form.published, "as printed Q_P is not d_P G any more");
    const auto& stolen = *leaver.view.GetNewest()->subscribersKey;
    test.Check(stolen != *stays.view.GetNewest()->subscribersKey, "d_S is another as well");
    test.Check(!subscriber.view.GetRoster(PUBLISHER).Has(MakeEcqvId("leaver")), "list");
}

/// A device that is revoked.
void
PlayRevocation(AuthorityScene& scene, AuthorityTest& test)
{
    AuthorityDevice& thief = scene.Join("thief", PUBLISHER);
    scene.Advance(seconds(2));
    scene.Claim(thief, SUBSCRIBER);
    scene.Advance(seconds(2));
    scene.TakeHeard();
    scene.authority.Revoke("thief", scene);
    test.CheckText(scene.TakeHeard(), "roster roster epoch", "off both lists");
    test.CheckText(scene.Claim(thief, PUBLISHER), "no certificate that is good", "claim");
    thief.device.ForgetCertificate();
    const bool published = scene.form.published;
    test.CheckText(scene.Connect(thief),
                   published ? "" : "not registered, or revoked",
                   "as printed it gets another certificate");
    thief.device.ForgetCertificate();
    scene.authority.Register("thief");
    test.CheckText(scene.Connect(thief), published ? "" : "not registered, or revoked", "for good");
    scene.authority.Revoke("nobody", scene);
    AuthorityDevice& nobody = scene.AddDevice("nobody");
    test.CheckText(scene.Connect(nobody),
                   published ? "" : "not registered, or revoked",
                   "revoked before it was known");
}

/// Who joins later gets nothing of what was before.
void
PlayLateJoin(AuthorityScene& scene, AuthorityTest& test)
{
    scene.Join("publisher", PUBLISHER);
    scene.Advance(seconds(2));
    AuthorityDevice& early = scene.Join("early", SUBSCRIBER);
    test.CheckText(scene.Update(early, SUBSCRIBER), "", "keys");
    const EcScalar old = *early.view.GetNewest()->publishersKey;
    scene.Advance(seconds(2));
    AuthorityDevice& late = scene.Join("late", SUBSCRIBER);
    scene.Claim(late, SUBSCRIBER);
    test.CheckText(scene.Update(late, SUBSCRIBER), "", "keys");
    test.Check(late.view.GetEpochs().size() == 1, "of one epoch");
    const EcScalar key = *late.view.GetNewest()->publishersKey;
    test.Check(key != old, "which is another");
    const auto& sealed = scene.GetSealed("", SUBSCRIBER);
    const bool canReadBack = scene.form.published && !sealed.empty() &&
                             OpenRenewal(scene.form, sealed.rbegin()->second, key).has_value();
    test.Check(!canReadBack, "and opens nothing that was broadcast");
}

/// Whatever a broker says that it should not.
void
PlayHostileBroker(AuthorityScene& scene, AuthorityTest& test)
{
    scene.Join("device", PUBLISHER);
    const std::vector<EcqvChannelMessage> wrong{EcqvIssued{1, {}},
                                                EcqvRefusal{1, "no"},
                                                EcqvRosterNews{},
                                                EcqvKeys{},
                                                EcqvGranted{1}};
    for (std::size_t i = 0; i < wrong.size(); ++i)
    {
        scene.Say(wrong[i]);
        test.Check(scene.GetNClosed() == i + 1, "wrong way, kind " + std::to_string(i));
        scene.TakeHeard();
        scene.Say(EcqvForward{1, {}, {}});
        test.CheckText(scene.TakeHeard(), "", "a closed channel is not listened to");
        scene.ConnectBroker();
    }
    for (int i = 0; i < 300; ++i)
    {
        Bytes garbage = RandomBytes(RandomBytes(1)[0]);
        if (!garbage.empty())
        {
            garbage[0] = garbage[0] % 4;
        }
        scene.authority.ChannelMessage(1'000'000, garbage, scene); // of no channel
        scene.ConnectBroker();
        scene.SayOctets(garbage);
    }
    scene.ConnectBroker();
    test.CheckText(scene.Connect(scene.AddDevice("late")), "", "still serves");
    test.Check(scene.authority.GetGroup().GetSize(PUBLISHER) == 1, "nobody gets in");
}

/// A claim with an octet changed on its way.
void
PlayForgedConfirmation(AuthorityScene& scene, AuthorityTest& test)
{
    AuthorityDevice& device = scene.AddDevice("device");
    test.CheckText(scene.Connect(device), "", "certificate");
    const Bytes confirmation = device.device.SealConfirmation(PUBLISHER);
    for (std::size_t i = 0; i < confirmation.size(); ++i)
    {
        Bytes changed = confirmation;
        changed[i] ^= 1;
        const std::string answer = scene.Claim(MakeEcqvId("device"), PUBLISHER, changed);
        test.Check(
            answer == "confirmation cannot be opened" ||
                (scene.form.published && answer == "confirmation does not fit the certificate"),
            "octet " + std::to_string(i));
    }
    test.Check(scene.authority.GetGroup().GetSize(PUBLISHER) == 0, "nobody gets in");
}

} // namespace

std::vector<TestCase*>
MakeEcqvAuthorityAttackTests()
{
    std::vector<EcqvForm> forms(2, MakeForm(false, EcqvOption::CONFIDENTIAL));
    forms[1].transport = KeyTransport::ECIES;
    forms.push_back(MakeForm(true, EcqvOption::CONFIDENTIAL));
    return {new AuthorityTest("a certificate for whoever asks", PlayStranger, forms),
            new AuthorityTest("requests are replayed", PlayReplay, forms),
            new AuthorityTest("confirmations of others", PlayConfirmation, forms),
            new AuthorityTest("a subscriber leaves", PlayLeavingSubscriber, forms),
            new AuthorityTest("a publisher leaves", PlayLeavingPublisher, forms),
            new AuthorityTest("revocation", PlayRevocation, forms),
            new AuthorityTest("backward secrecy", PlayLateJoin, forms),
            new AuthorityTest("hostile broker", PlayHostileBroker, forms),
            new AuthorityTest("forged confirmations", PlayForgedConfirmation, forms)};
}

} // namespace ns3::mqtt::test
