#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Takes the frames of the key server out of a capture and looks at them octet by octet, as the paper
# prints them and in the sound form. Takes the path of compare-schemes; exit status 77 without tshark.
set -eu
. "$(dirname "$0")/check.sh"
command -v tshark >/dev/null || { echo "tshark is missing; skipped"; exit 77; }

"$program" --schemes=key-server,key-server:published --subscribers=3 --duration=3s --pcap --quiet \
    --out="$folder/out" >/dev/null

# @param folder of a run: what parties published, as sender, topic, payload in hexadecimal digits
list_published() {
    tshark -r "$(ls "$1"/broker*.pcap)" -Y 'mqtt.msgtype == 3 && tcp.dstport == 1883' -T fields \
        -E occurrence=a -E separator=' ' -e ip.src -e mqtt.topic -e mqtt.msg 2>/dev/null |
        awk '{ # one TCP segment may hold several packets
            n = split($2, topics, ","); split($3, payloads, ",")
            for (i = 1; i <= n; i++) print $1, topics[i], payloads[i]
        }'
}

# @param name of the run, 1 if as printed: prints what is wrong with its frames
dissect() {
    awk -v published="$2" '
    function wrong(what) { print what ": " $3; faults++ }
    # Takes octets from the front of the frame.
    function take(octets,   taken) {
        taken = substr(rest, 1, 2 * octets)
        if (length(taken) != 2 * octets) wrong("cut short")
        rest = substr(rest, 2 * octets + 1)
        return taken
    }
    BEGIN {
        split("nnsk_key_req nnsk_key_ans nnsk_adv_req nnsk_adv_ans nnsk_conf_req nnsk_conf_ans", name)
        # Octets of E{...} as printed; a TOPIC has 32, the keys and the IV 16 each, an ID 4.
        split("36 48 80 32 32 0", sealed)
        split("1 2 2 1 2 2", ids)
    }
    {
        rest = $3
        type = length(rest) > 2 && substr(rest, 1, 1) == "0" ? take(1) + 0 : 0
        if (type < 1 || type > 6 || length($2) != 32 || substr($2, 9, 1) != "/") next
        # Messages of pairs have other first octets: an IV or a key id, and longer topics follow them.
        head = 1 + 4 * ids[type] + (published ? 0 : 8) + (sealed[type] > 0 || !published ? 16 : 0)
        more = sealed[type] + (!published && sealed[type] > 0 ? 16 : 0)
        if (length($3) != 2 * (head + more + 32)) next
        first = take(4)
        second = ids[type] == 2 ? take(4) : ""
        if (!published) {
            starts = take(4); count = take(4)
            if (starts != "00000001") wrong(name[type] ": the key server has started once")
            # A channel: from a node, or to the topic of a node.
            channel = type == 1 || type == 4 || type == 6 ? $1 : $2
            if (count <= last[channel]) wrong(name[type] ": counter does not grow")
            last[channel] = count
        }
        iv = sealed[type] > 0 || !published ? take(16) : ""
        if (iv != "" && iv in seen && type != 6) wrong(name[type] ": IV used again")
        seen[iv]
        content = take(more)
        tag = take(32)
        if (tag in seen) wrong(name[type] ": HMAC seen before")
        seen[tag]
        if (rest != "") wrong(name[type] ": something is left over")
        frames[type]++
        # Who is meant: the pair, or its nodes one by one.
        if (type == 2 || type == 3 || type == 5 || type == 6) {
            pair = first second
            if (!(pair in step)) step[pair] = ""
            step[pair] = step[pair] type
        }
        if (type == 1) { if (first != "00000001") wrong("not the publisher asks"); asked++ }
        if (type == 4 && first == "00000001") wrong("the publisher answers an advertisement")
    }
    END {
        for (type = 1; type <= 6; type++)
            if (frames[type] != 3) { print name[type] ": " frames[type] + 0 " frames for 3 pairs"; faults++ }
        for (pair in step)
            if (step[pair] != "2356") { print "pair " pair ": order " step[pair]; faults++ }
        exit faults > 0
    }' || fault "$1: frames are not as they should be"
}

for form in key-server key-server-published; do
    run=$folder/out/$form-3-1s-run1
    list_published "$run" >"$folder/$form"
    [ "$(wc -l <"$folder/$form")" -ge 27 ] || fault "$form: too little was published"
    case $form in
        *published) dissect $form 1 <"$folder/$form" ;;
        *) dissect $form 0 <"$folder/$form" ;;
    esac
done

# Messages: plant/line/0 and 64 octets behind flags and a length. As printed IV, E{...}, HMAC; in the
# sound form key id, sequence, ciphertext, tag.
messages() {
    awk -v size="$2" 'length($3) == 2 * size {print substr($3, 1, 2 * ('"$3"'))}' "$folder/$1"
}
[ "$(messages key-server-published $((16 + 79 + 32)) 16 | sort -u | wc -l)" -eq 3 ] ||
    fault "as printed there is one IV for each pair"
[ "$(messages key-server-published $((16 + 79 + 32)) 16 | wc -l)" -eq 9 ] ||
    fault "as printed there are not three messages for each pair"
[ "$(messages key-server $((12 + 79 + 16)) 12 | sort -u | wc -l)" -eq 9 ] ||
    fault "key id and sequence come twice"
[ "$(messages key-server $((12 + 79 + 16)) 4 | sort -u | wc -l)" -eq 3 ] ||
    fault "there is not one key id for each pair"
exit $faults
