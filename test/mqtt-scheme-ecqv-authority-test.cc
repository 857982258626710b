// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-authority-scene.h"
#include "mqtt-scheme-tests.h"

namespace ns3::mqtt::test
{

namespace
{

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto PUBLISHER = EcqvRole::PUBLISHER;   ///< a side
constexpr auto SUBSCRIBER = EcqvRole::SUBSCRIBER; ///< the other

/// @return each way to bring keys to members, sound
std::vector<EcqvForm>
MakeSoundForms()
{
    std::vector<EcqvForm> forms(2, MakeForm(false, EcqvOption::CONFIDENTIAL));
    forms[1].transport = KeyTransport::ECIES;
    return forms;
}

/// @return the same, and as printed with each way to seal a claimed key
std::vector<EcqvForm>
MakeTransportForms()
{
    std::vector<EcqvForm> forms = MakeSoundForms();
    forms.resize(4, MakeForm(true, EcqvOption::CONFIDENTIAL));
    forms[3].encoding = PointEncoding::HEXADECIMAL;
    return forms;
}

/// The first member gets keys at once, those that follow closely share a renewal.
void
PlayBatches(AuthorityScene& scene, AuthorityTest& test)
{
    AuthorityDevice& first = scene.Join("first", PUBLISHER);
    test.CheckText(scene.TakeHeard(), "issued roster epoch keys granted", "at once");
    test.CheckText(scene.Update(first, PUBLISHER), "", "first keys");
    AuthorityDevice& second = scene.AddDevice("second");
    test.CheckText(scene.Connect(second), "", "certificate");
    test.CheckText(scene.Claim(second, SUBSCRIBER), "waiting", "too close to the first");
    AuthorityDevice& third = scene.Join("third", SUBSCRIBER);
    test.CheckText(scene.Claim(third, PUBLISHER), "waiting", "the other side too");
    test.CheckText(scene.Claim(third, PUBLISHER), "waiting", "once more");
    scene.TakeHeard();
    scene.Advance(milliseconds(999));
    test.CheckText(scene.TakeHeard(), "", "not yet");
    scene.Advance(milliseconds(1));
    test.CheckText(scene.TakeHeard(),
                   "roster roster epoch keys keys granted granted granted",
                   "one renewal");
    test.CheckText(scene.Update(first, PUBLISHER), "", "renewed keys");
    test.CheckText(scene.Update(second, SUBSCRIBER), "", "first keys");
    test.CheckText(scene.Update(third, SUBSCRIBER), "", "first keys of a side");
    test.CheckText(scene.Update(third, PUBLISHER), "", "and of the other");
    for (const auto& [device, side] : {std::pair{&first, SUBSCRIBER},
                                       {&second, PUBLISHER},
                                       {&third, PUBLISHER},
                                       {&third, SUBSCRIBER}})
    {
        const auto* epoch = device->view.GetNewest();
        const auto& key = epoch->GetPrivateKey(side);
        test.Check(key && *key == scene.authority.GetGroup().GetPrivateKey(side), "key");
    }
    test.Check(first.view.GetRoster(SUBSCRIBER).GetSize() == 2, "list of subscribers");
    test.Check(second.view.GetRoster(PUBLISHER).GetSize() == 2, "list of publishers");
    test.Check(scene.GetNClosed() == 0, "nothing is closed");
}

/// What comes and goes between two renewals needs none.
void
PlayNothing(AuthorityScene& scene, AuthorityTest& test)
{
    scene.Join("first", PUBLISHER);
    AuthorityDevice& second = scene.Join("second", SUBSCRIBER);
    scene.TakeHeard();
    scene.Say(EcqvDeparture{MakeEcqvId("second")});
    scene.Say(EcqvDeparture{MakeEcqvId("nobody")});
    test.CheckText(scene.TakeHeard(), "refusal", "the claim");
    scene.Advance(seconds(10));
    test.CheckText(scene.TakeHeard(), "", "no renewal");
    test.CheckText(scene.Claim(second, SUBSCRIBER), "no certificate that is good", "gone is gone");
    test.Check(scene.broker->GetNewestNumber() == 1, "epoch");
}

/// Keys do not get older than the period, and are good for twice as long.
void
PlayPeriod(AuthorityScene& scene, AuthorityTest& test)
{
    scene.Advance(seconds(100));
    test.CheckText(scene.TakeHeard(), "", "nobody, no keys");
    AuthorityDevice& device = scene.Join("device", PUBLISHER);
    test.CheckText(scene.TakeHeard(), "issued roster epoch keys granted", "join");
    test.Check(scene.broker->GetNewest()->statement.expiry == NOW + 100 + 120 + 1, "expiry");
    scene.Advance(seconds(59));
    test.CheckText(scene.TakeHeard(), "", "good until then");
    scene.Advance(seconds(1));
    test.CheckText(scene.TakeHeard(), "epoch keys", "period");
    test.CheckText(scene.Update(device, PUBLISHER), "", "keys");
    scene.Join("other", SUBSCRIBER);
    scene.Advance(seconds(59));
    test.Check(scene.broker->GetNewestNumber() == 3, "the period begins again with each renewal");
    scene.Advance(seconds(2));
    test.Check(scene.broker->GetNewestNumber() == 4, "and ends");

    scene.LoseBroker();
    scene.Advance(seconds(600));
    scene.TakeHeard();
    scene.ConnectBroker();
    test.CheckText(scene.TakeHeard(), "roster roster epoch keys keys", "due, with whole lists");
    test.Check(scene.broker->GetNewestNumber() == 5, "one for all that were missed");
    test.CheckText(scene.Update(device, PUBLISHER), "", "keys");
    for (const char* name : {"device", "other"})
    {
        scene.Say(EcqvDeparture{MakeEcqvId(name)});
        scene.Advance(seconds(2));
    }
    scene.TakeHeard();
    scene.Advance(seconds(1000));
    test.CheckText(scene.TakeHeard(), "", "nobody, no keys");
    scene.ConnectBroker();
    test.CheckText(scene.TakeHeard(), "roster roster epoch", "nor expired statements");
}

/// Who has lost keys claims its side again, and gets what it had a right to.
void
PlayLostKeys(AuthorityScene& scene, AuthorityTest& test)
{
    scene.Join("early", SUBSCRIBER);
    scene.Advance(seconds(2));
    AuthorityDevice& device = scene.Join("device", SUBSCRIBER);
    for (int i = 0; i < 5; ++i)
    {
        scene.Advance(seconds(2));
        scene.Join("more " + std::to_string(i), PUBLISHER);
        if (i == 1)
        {
            scene.TakeHeard();
            test.CheckText(scene.Claim(device, SUBSCRIBER), "granted", "at once");
            const bool published = scene.form.published;
            test.CheckText(scene.TakeHeard(),
                           published ? "keys granted" : "keys keys keys granted",
                           "as printed the newest, else all since it joined");
            const auto& sealed = scene.GetSealed("device", SUBSCRIBER);
            test.Check(sealed.count(1) == 0, "nothing of before it joined");
            test.CheckText(scene.Update(device, SUBSCRIBER), "", "keys");
        }
    }
    scene.TakeHeard();
    test.CheckText(scene.Claim(device, SUBSCRIBER), "granted", "again");
    test.CheckText(scene.TakeHeard(),
                   scene.form.published ? "keys granted" : "keys keys keys keys granted",
                   "no more than are kept");
    test.CheckText(scene.Update(device, SUBSCRIBER), "", "keys");
    test.Check(device.view.GetNewestNumber() == (scene.form.published ? 2 : 7), "epoch");
}

/// Who has a certificate comes back with it.
void
PlayReturn(AuthorityScene& scene, AuthorityTest& test)
{
    AuthorityDevice& device = scene.Join("device", PUBLISHER);
    scene.TakeHeard();
    test.meter.Clear();
    test.CheckText(scene.Connect(device), "", "back");
    test.CheckText(test.meter.GetList(), "hmac-sha256 2", "at both ends");
    const EcqvId id = MakeEcqvId("device");
    const Bytes trailer = device.device.MakeConnectTrailer(scene.GetNow());
    Bytes wrong = trailer;
    wrong.back() ^= 1;
    test.CheckText(scene.Forward(id, wrong), "wrong proof of return", "forged");
    test.CheckText(scene.Forward(id, trailer), "", "a forgery takes no time away");
    test.CheckText(scene.Forward(id, trailer), "replayed return", "replayed");
    test.CheckText(scene.Forward(MakeEcqvId("other"), trailer),
                   "no certificate that is good",
                   "by somebody else");
    test.CheckText(scene.Forward(id, {}), "no request", "nothing");
    const Bytes held = device.device.MakeConnectTrailer(scene.GetNow());
    scene.Advance(seconds(301));
    test.CheckText(scene.Forward(id, held), "replayed return", "held back");
    scene.Say(EcqvDeparture{id});
    test.CheckText(scene.Connect(device), "no certificate that is good", "gone is gone");
    device.device.ForgetCertificate();
    test.CheckText(scene.Connect(device), "", "asks anew");
    test.CheckText(scene.Claim(device, PUBLISHER), "waiting", "and joins again");
}

/// Certificates end, and then their devices are members no more.
void
PlayExpiry(AuthorityScene& scene, AuthorityTest& test)
{
    AuthorityDevice& device = scene.Join("device", SUBSCRIBER);
    scene.Advance(seconds(50));
    AuthorityDevice& other = scene.Join("other", PUBLISHER);
    test.Check(scene.broker->GetRoster(SUBSCRIBER).GetSize() == 1, "member");
    scene.Advance(seconds(49));
    test.CheckText(scene.Connect(device), "", "good for a last second");
    scene.Advance(seconds(1));
    test.CheckText(scene.Connect(device), "no certificate that is good", "return");
    test.CheckText(scene.Claim(device, PUBLISHER), "no certificate that is good", "claim");
    test.CheckText(scene.Claim(other, SUBSCRIBER), "granted", "a reason to renew");
    test.CheckText(scene.Update(other, SUBSCRIBER), "", "keys");
    const auto members = scene.authority.GetGroup().GetMembers(SUBSCRIBER);
    test.Check(members == std::vector{MakeEcqvId("other")}, "the group");
    test.Check(!scene.broker->GetRoster(SUBSCRIBER).Has(MakeEcqvId("device")), "the broker");
    device.device.ForgetCertificate();
    test.CheckText(scene.Connect(device), "", "asks anew");
}

/// A device asks for another certificate.
void
PlayReplacement(AuthorityScene& scene, AuthorityTest& test)
{
    AuthorityDevice& device = scene.Join("device", PUBLISHER);
    scene.Advance(seconds(5));
    device.device.ForgetCertificate();
    scene.TakeHeard();
    test.CheckText(scene.Connect(device), "", "another certificate");
    test.Check(scene.authority.GetGroup().GetSize(PUBLISHER) == 0, "the old one is good no more");
    test.CheckText(scene.TakeHeard(), "issued", "waits for the claim");
    scene.Advance(milliseconds(10));
    test.CheckText(scene.Claim(device, PUBLISHER), "granted", "with the new one");
    test.CheckText(scene.TakeHeard(), "roster epoch keys granted", "one renewal for both");
    test.CheckText(scene.Update(device, PUBLISHER), "", "keys");
    scene.Advance(seconds(5));
    test.CheckText(scene.TakeHeard(), "", "and no other");
    device.device.ForgetCertificate();
    scene.Connect(device);
    scene.Advance(seconds(1));
    test.CheckText(scene.TakeHeard(), "issued roster epoch", "without a claim");
    test.Check(scene.broker->GetRoster(PUBLISHER).GetSize() == 0, "the broker");

    scene.Advance(seconds(5));
    AuthorityDevice& other = scene.Join("other", SUBSCRIBER);
    scene.Advance(milliseconds(500));
    other.device.ForgetCertificate();
    scene.Connect(other);
    test.CheckText(scene.Claim(other, SUBSCRIBER), "waiting", "for the spacing");
    scene.TakeHeard();
    scene.Advance(milliseconds(500));
    test.CheckText(scene.TakeHeard(), "roster epoch keys granted", "and no longer");
}

/// The broker's channel comes up again.
void
PlayBrokerReturns(AuthorityScene& scene, AuthorityTest& test)
{
    AuthorityDevice& device = scene.Join("device", PUBLISHER);
    scene.Advance(seconds(2));
    AuthorityDevice& other = scene.Join("other", SUBSCRIBER);
    scene.TakeHeard();
    scene.LoseBroker();
    scene.Advance(seconds(10));
    scene.ConnectBroker();
    test.CheckText(scene.TakeHeard(), "roster roster epoch", "the whole and nothing else");
    test.Check(scene.broker->GetNewestNumber() == 2, "the same epoch");
    test.CheckText(scene.Claim(other, SUBSCRIBER), "granted", "claims are repeated");
    test.CheckText(scene.Update(other, SUBSCRIBER), "", "keys");

    AuthorityDevice& third = scene.Join("third", SUBSCRIBER);
    scene.Advance(milliseconds(1));
    test.CheckText(scene.Claim(third, PUBLISHER), "waiting", "on the other side");
    scene.TakeHeard();
    scene.ConnectBroker(); // before the old channel was seen to fail
    test.Check(scene.GetNClosed() == 1, "the old channel");
    test.CheckText(scene.TakeHeard(), "roster roster epoch keys keys", "what waited");
    test.CheckText(scene.Claim(third, PUBLISHER), "granted", "claims are repeated");
    test.CheckText(scene.Update(third, PUBLISHER), "", "keys");
    test.Check(scene.Claim(device, PUBLISHER) == "granted", "nobody is forgotten");
    scene.LoseBroker();
    scene.Say(EcqvDeparture{MakeEcqvId("third")}); // through a channel that is gone
    test.Check(scene.authority.GetGroup().GetSize(SUBSCRIBER) == 2, "is not heard");
}

/// Lists and keys of many fit into messages.
void
PlayParts(AuthorityScene& scene, AuthorityTest& test)
{
    AuthorityDevice& first = scene.Join("device 0", SUBSCRIBER);
    // As printed a renewal is of no use to who has missed the one before.
    test.CheckText(scene.Update(first, SUBSCRIBER), "", "first keys");
    for (int i = 1; i < 450; ++i)
    {
        scene.Join("device " + std::to_string(i), SUBSCRIBER);
    }
    AuthorityDevice& reader = scene.Join("reader", PUBLISHER);
    scene.TakeHeard();
    scene.Advance(seconds(1));
    const std::string heard = scene.TakeHeard();
    test.CheckText(heard.substr(0, heard.find(" granted")),
                   "roster roster roster roster epoch keys keys keys keys",
                   "one part for the publisher, three for subscribers");
    test.CheckText(scene.Update(reader, PUBLISHER), "", "list");
    test.CheckText(scene.Update(first, SUBSCRIBER), "", "keys");
    test.Check(reader.view.GetRoster(SUBSCRIBER).GetSize() == 450, "members");
    test.Check(scene.longestMessage < MAX_CHANNEL_MESSAGE, "length");
    scene.ConnectBroker();
    test.CheckText(scene.TakeHeard(), "roster roster roster roster epoch", "the whole");
    test.Check(scene.broker->GetRoster(SUBSCRIBER).GetSize() == 450, "members");
    for (int i = 0; i < 420; ++i)
    {
        scene.Say(EcqvDeparture{MakeEcqvId("device " + std::to_string(i))});
    }
    scene.Advance(seconds(1));
    test.Check(scene.broker->GetRoster(SUBSCRIBER).GetSize() == 30, "members left");
    test.Check(scene.longestMessage < MAX_CHANNEL_MESSAGE, "length");
}

/// What a member costs the authority does not depend on how many there are.
void
PlayCost(AuthorityScene& scene, AuthorityTest& test)
{
    const auto count = [&test](const std::function<void()>& work) {
        test.meter.Clear();
        work();
        return std::to_string(test.meter.GetCount("point-multiply-base-p256")) + "+" +
               std::to_string(test.meter.GetCount("point-multiply-p256")) + "+" +
               std::to_string(test.meter.GetCount("point-add-p256"));
    };
    int nMembers{0};
    for (const int size : {10, 1000})
    {
        for (; nMembers < size; ++nMembers)
        {
            scene.Join("device " + std::to_string(nMembers), nMembers % 2 ? PUBLISHER : SUBSCRIBER);
        }
        scene.Advance(seconds(2));
        AuthorityDevice& device = scene.AddDevice("new " + std::to_string(size));
        const Bytes trailer = device.device.MakeConnectTrailer(scene.GetNow());
        const EcqvId id = device.device.GetCredentials().id;
        scene.TakeHeard();
        test.CheckText(count([&] { scene.Forward(id, trailer); }), "1+0+1", "request");
        device.device.ForgetCertificate();
        scene.Connect(device);
        // A claim takes 1+2+4, a renewal 3+0+3.
        const Bytes confirmation = device.device.SealConfirmation(PUBLISHER);
        const auto claim = [&] { scene.Claim(id, PUBLISHER, confirmation); };
        test.CheckText(count(claim), "4+2+7", "claim and renewal, n = " + std::to_string(size));
        scene.Advance(seconds(1));
        test.CheckText(count([&] { scene.Say(EcqvDeparture{id}); }),
                       "3+0+5",
                       "departure and renewal, n = " + std::to_string(size));
        scene.Advance(seconds(1));
    }
}

} // namespace

std::vector<TestCase*>
MakeEcqvAuthorityTests()
{
    const auto sound = MakeSoundForms();
    const auto all = MakeTransportForms();
    const auto hasPeriod = [](EcqvAuthority::Settings& settings) {
        settings.renewalPeriod = seconds(60);
    };
    const auto hasLifetime = [](EcqvAuthority::Settings& settings) {
        settings.certificateLifetime = 100;
    };
    return {new AuthorityTest("joins are batched", PlayBatches, all),
            new AuthorityTest("no renewal without a change", PlayNothing, all),
            new AuthorityTest("keys are renewed in time", PlayPeriod, sound, hasPeriod),
            new AuthorityTest("lost keys", PlayLostKeys, all),
            new AuthorityTest("return", PlayReturn, sound),
            new AuthorityTest("certificates expire", PlayExpiry, sound, hasLifetime),
            new AuthorityTest("another certificate", PlayReplacement, all),
            new AuthorityTest("the broker comes back", PlayBrokerReturns, all),
            new AuthorityTest("many members", PlayParts, {all[0], all[3]}),
            new AuthorityTest("cost in a group of any size", PlayCost, {sound[0]})};
}

} // namespace ns3::mqtt::test
